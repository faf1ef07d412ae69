import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { callerAddress } from "#server/auth/caller-address.ts";

const PATH = "/api/metrics";
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/;
/** What a proxy adds: who is asked by one on the same machine does not know where the question is from. */
const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

export interface MetricsDoor {
  /** What a caller must send as a bearer token; without one, only this machine may ask. */
  token: string | undefined;
  /** How many proxies stand in front and tell whom they are asked by. */
  proxies: number;
  /** The metrics as Prometheus reads them. */
  text: () => Promise<string>;
  onError: (error: unknown) => void;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function isLocal({ socket, headers }: IncomingMessage, proxies: number): boolean {
  if (proxies === 0 && FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return LOOPBACK.test(callerAddress(socket.remoteAddress, headers["x-forwarded-for"]?.toString(), proxies));
}

function mayRead(request: IncomingMessage, { token, proxies }: MetricsDoor): boolean {
  if (token === undefined) return isLocal(request, proxies);
  return timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function refuse(response: ServerResponse, status: number, code: string, message: string, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ error: { code, message } }));
}

async function answer(door: MetricsDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(response, 405, "method_not_allowed", "Metrics are read with GET", { allow: "GET, HEAD" });
  if (!mayRead(request, door))
    return door.token === undefined
      ? refuse(
          response,
          403,
          "forbidden",
          "Only this machine may read metrics; others may when HEDDLE_METRICS_TOKEN is set",
        )
      : refuse(response, 401, "unauthorized", "Send HEDDLE_METRICS_TOKEN as a bearer token", {
          "www-authenticate": "Bearer",
        });
  const text = await door.text();
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** The door `/api/metrics` of a process. Answers when a request is for it; false when it is for something else. */
export const metricsDoor =
  (door: MetricsDoor) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.url?.split("?", 1)[0] !== PATH) return false;
    answer(door, request, response).catch((error: unknown) => {
      door.onError(error);
      refuse(response, 500, "internal", "The metrics could not be read");
    });
    return true;
  };
