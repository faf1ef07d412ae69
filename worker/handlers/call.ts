import { retryAfterMs } from "#core/delivery/retry-after.ts";
import type { Outcome } from "#core/outcome.ts";
import type { OutboundRequest, OutboundResponse } from "#server/http/guarded-fetch.ts";

const RETRYABLE = new Set([408, 425, 429]);
const SHOWN_BODY = 2_000;

type Failed = Extract<Outcome, { kind: "failed" }>;

/** An attempt that failed for a reason that the stage's configuration or the called service gives. */
export const failed = (code: string, message: string, retryable = false, details?: unknown): Failed => ({
  kind: "failed",
  failure: { code, message, retryable, ...(details !== undefined && { details }) },
});

export interface Call extends Omit<OutboundRequest, "signal"> {
  headers: Record<string, string>;
}

/**
 * The request that a stage's config describes, its expressions replaced by their values. Header names are lower case;
 * what may change something carries the idempotency key unless the config gives one. A failed outcome when it is no request.
 */
export function callOf(method: string, given: unknown, idempotencyKey: string): Call | Outcome {
  const { url, headers: named, body } = given as { url: unknown; headers: Record<string, unknown>; body?: unknown };
  if (typeof url !== "string") return failed("bad_url", "config.url is not text");
  const wrong = Object.entries(named).find(([, value]) => typeof value === "object");
  if (wrong) return failed("bad_header", `config.headers.${wrong[0]} is not text`);
  const headers = Object.fromEntries(Object.entries(named).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const mayChange = method !== "GET" && method !== "HEAD";
  const hasBody = body !== undefined && mayChange;
  if (hasBody) headers["content-type"] ??= typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
  if (mayChange) headers["idempotency-key"] ??= idempotencyKey;
  return { url, method, headers, body: hasBody ? (typeof body === "string" ? body : JSON.stringify(body)) : undefined };
}

export const isGood = ({ status }: OutboundResponse): boolean => status >= 200 && status < 300;

/**
 * The failure of an attempt whose call was answered with a bad status; overload and server errors may be retried, not before
 * the time that the answer names.
 */
export function badStatus({ status, body, headers }: OutboundResponse, url: string): Failed {
  const text = Buffer.from(body.subarray(0, SHOWN_BODY)).toString().toWellFormed().replaceAll("\0", "\ufffd");
  const host = URL.parse(url)?.host ?? "The service";
  const asked = retryAfterMs(headers["retry-after"], new Date());
  const outcome = failed(
    "http_status",
    `${host} answered with status ${status}`,
    RETRYABLE.has(status) || status >= 500,
    { status, body: text, ...(headers["retry-after"] && { retryAfter: headers["retry-after"] }) },
  );
  return asked === null ? outcome : { ...outcome, retryAfterMs: asked };
}
