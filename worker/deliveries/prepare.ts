import type { BatchAction } from "#core/action.ts";
import type { Failure } from "#core/run-event.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { versionDefinition } from "#server/version-cache.ts";
import { type ActionDelivery, scopeOf, summaryOf } from "#worker/deliveries/delivery-scope.ts";
import { findAction } from "#worker/deliveries/find-action.ts";
import type { Mail } from "#worker/notifications/mailer.ts";
import { OutputsTooLarge, Payloads } from "#worker/scope.ts";

/** A request ready to be sent. */
export interface PreparedRequest {
  method: string;
  url: string;
  host: string;
  headers: Record<string, string>;
  /** Null for a request without one. */
  body: string | null;
  /** Whether the address is a secret as a whole: then only its host is shown. */
  hidesUrl?: true;
}

export type Prepared =
  | { kind: "ready"; request: PreparedRequest }
  | { kind: "mail"; mail: Mail; host: string }
  | { kind: "failed"; failure: Failure }
  /** There is nothing left that it could be sent for. */
  | { kind: "gone" };

interface Deps {
  db: Queryable;
  artifacts: ArtifactStore;
  expressions: Expressions;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

const failed = (code: string, message: string, retryable = false): Prepared => ({
  kind: "failed",
  failure: { code, message, retryable },
});

/** Makes the request of a delivery from the version that its run runs. No connection is held when it returns. */
export async function prepareDelivery(
  { db, artifacts, expressions }: Deps,
  delivery: ActionDelivery,
): Promise<Prepared> {
  try {
    const definition = delivery.run && (await versionDefinition(db, delivery.run.versionId));
    const found = findAction(delivery, definition);
    if (!found) return { kind: "gone" };
    const { call, stages, isEvaluated } = found;
    const scope = await scopeOf(delivery, definition?.name ?? "", stages, { db, payloads: new Payloads(artifacts) });
    if (!isEvaluated) return requestOf(call, call, undefined);
    const answer = await expressions.resolveTemplate(call, scope);
    if (!answer.ok) return { kind: "failed", failure: answer.failure };
    return requestOf(call, answer.value as Evaluated, summaryOf(delivery.trigger, scope));
  } catch (error) {
    if (error instanceof OutputsTooLarge) return failed("outputs_too_large", error.message);
    throw error;
  }
}

type Evaluated = { url: unknown; headers: Record<string, unknown>; body?: unknown };

function requestOf({ method }: BatchAction, { url, headers: given, body: own }: Evaluated, summary: unknown): Prepared {
  if (typeof url !== "string") return failed("bad_url", "url is not text");
  const parsed = URL.parse(url);
  if (!parsed) return failed("bad_url", `url: ${JSON.stringify(url)} is not a URL`);
  const wrong = Object.entries(given).find(([, value]) => typeof value === "object");
  if (wrong) return failed("bad_header", `headers.${wrong[0]} is not text`);
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const content = method === "GET" ? undefined : own === undefined && method !== "DELETE" ? summary : own;
  const body = content === undefined ? null : typeof content === "string" ? content : JSON.stringify(content);
  if (body !== null && Buffer.byteLength(body) > MAX_BODY_BYTES)
    return failed("body_too_large", `body is larger than ${MAX_BODY_BYTES} bytes`);
  if (body !== null)
    headers["content-type"] ??= typeof content === "string" ? "text/plain; charset=utf-8" : "application/json";
  return { kind: "ready", request: { method, url, host: parsed.host, headers, body } };
}
