import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fate } from "#scripts/chaos/fate.ts";
import { doJob } from "#scripts/chaos/outside-job.ts";

/** What one idempotency key has done here. */
export interface Effect {
  /** "<item>/<stage>/<subtask>", or the name of an action's receiver. */
  place: string;
  calls: number;
}

export interface Receiver {
  url: string;
  /** By idempotency key: what had its effect, once, however often it was asked for. */
  effects: ReadonlyMap<string, Effect>;
  /** The most calls of an exclusive place that were open at the same time. */
  readonly mostAtOnce: number;
  close(): void;
}

/** Of all places, so many refuse for good, and so many fail at the first call. */
const REFUSES = 0.06;
const STUMBLES = 0.25;

/** Whether the place answers 422, whatever is sent. */
export const refuses = (seed: number, place: string): boolean => fate(seed, "refuses", place) < REFUSES;

/**
 * A web service outside, which honours idempotency keys: `/effect/<item>/<stage>/<subtask>` has its effect once a key,
 * `/exclusive/…` counts who is there at the same time, `/action/…` takes webhooks, and `/job/…` starts a job that reports.
 */
export async function startReceiver(seed: number): Promise<Receiver> {
  const effects = new Map<string, Effect>();
  const stumbled = new Set<string>();
  const jobs = new Set<string>();
  const closing = new AbortController();
  let here = 0;
  let mostAtOnce = 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const [, kind = "", ...rest] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    const place = rest.join("/");
    const key = String(request.headers["idempotency-key"] ?? "");
    const status = statusFor(kind, place, key);
    const handle = request.headers["heddle-handle"];
    if (status === 200 && typeof handle === "string") startJob(handle, place);
    else if (status === 200) {
      const effect = effects.get(key) ?? { place, calls: 0 };
      effect.calls += 1;
      effects.set(key, effect);
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ place }));
  }

  function startJob(handle: string, place: string): void {
    if (jobs.has(handle)) return;
    jobs.add(handle);
    void doJob(handle, 20 + 200 * fate(seed, "job", place), closing.signal);
  }

  function statusFor(kind: string, place: string, key: string): number {
    if (key === "") return 400;
    if (kind !== "action" && refuses(seed, place)) return 422;
    if (fate(seed, "stumbles", kind, place) < STUMBLES && !stumbled.has(`${kind}/${place}`)) {
      stumbled.add(`${kind}/${place}`);
      return 503;
    }
    return 200;
  }

  const server = createServer((request, response) => {
    request.resume();
    const isExclusive = request.url?.startsWith("/exclusive/") === true;
    if (isExclusive) {
      here += 1;
      mostAtOnce = Math.max(mostAtOnce, here);
      response.once("close", () => {
        here -= 1;
      });
    }
    setTimeout(() => answer(request, response), 1 + 40 * fate(seed, "takes", request.url ?? ""));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    effects,
    get mostAtOnce() {
      return mostAtOnce;
    },
    close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
    },
  };
}
