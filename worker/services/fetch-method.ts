import { z } from "zod";
import { HTTP_METHODS } from "#core/kinds/http.ts";
import { type Call, callOf } from "#worker/handlers/call.ts";
import { answerBody } from "#worker/services/answer-body.ts";
import { ServiceError } from "#worker/services/host-service.ts";
import type { Route } from "#worker/services/service-calls.ts";

export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const Request = z.strictObject({
  url: z.string().max(8_192),
  method: z.enum(HTTP_METHODS).default("GET"),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.unknown().optional(),
});

/** `fetch({ url, method, headers, body })` answers `{ status, headers, body }`, whatever the status. */
export async function callFetch(args: unknown, idempotencyKey: string, routeOf: (call: Call) => Route) {
  const route = routeOf(requestOf(args, idempotencyKey));
  const answer = await route.send();
  const hider = route.hider();
  const headers = hider.json(answer.headers) as Record<string, string>;
  return { status: answer.status, headers, body: answerBody(answer.body, headers["content-type"] ?? "", hider) };
}

function requestOf(args: unknown, idempotencyKey: string): Call {
  const parsed = Request.safeParse(args);
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    throw new ServiceError("bad_input", `fetch: ${problem?.path.join(".") || "args"}: ${problem?.message}`);
  }
  const { method, ...given } = parsed.data;
  const call = callOf(method, given, idempotencyKey);
  if (!("kind" in call)) return { ...call, maxResponseBytes: MAX_ANSWER_BYTES };
  throw call.kind === "failed"
    ? new ServiceError(call.failure.code, call.failure.message)
    : new ServiceError("bad_input", "It is no request");
}
