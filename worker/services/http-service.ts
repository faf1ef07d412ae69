import { z } from "zod";
import type { Hider } from "#core/hidden-values.ts";
import { HTTP_METHODS } from "#core/kinds/http.ts";
import type { Outcome } from "#core/outcome.ts";
import { OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { type Call, callOf } from "#worker/handlers/call.ts";
import { direct } from "#worker/services/direct.ts";
import { type HostService, ServiceError } from "#worker/services/host-service.ts";
import type { ServiceCalls } from "#worker/services/service-calls.ts";

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const Request = z.strictObject({
  url: z.string().max(8_192),
  method: z.enum(HTTP_METHODS).default("GET"),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.unknown().optional(),
});

interface Deps {
  outbound: OutboundRules;
  services: ServiceCalls;
}

/**
 * `callHost("http", "fetch", { url, method, headers, body })` answers `{ status, headers, body }`, whatever the status. So
 * does a service that is registered, by its name; `url` is a path below it then. Its secret stands nowhere in the answer.
 */
export const httpService =
  ({ outbound, services }: Deps): HostService =>
  async ({ service, method, args, caller, idempotencyKey }) => {
    const call = requestOf(args, idempotencyKey);
    const route = service === "http" ? direct(call, caller.signal, outbound) : await services(service, call, caller);
    if ("kind" in route) throw refusal(route);
    if (method !== "fetch")
      throw new ServiceError("unknown_method", `${service} has no method ${method}; it has fetch`);
    try {
      const answer = await route.send();
      const hider = route.hider();
      const headers = hider.json(answer.headers) as Record<string, string>;
      return { status: answer.status, headers, body: bodyOf(answer.body, headers["content-type"] ?? "", hider) };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      throw new ServiceError(error.failure.code, route.hider().text(error.failure.message));
    }
  };

function requestOf(args: unknown, idempotencyKey: string): Call {
  const parsed = Request.safeParse(args);
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    throw new ServiceError("bad_input", `fetch: ${problem?.path.join(".") || "args"}: ${problem?.message}`);
  }
  const { method, ...given } = parsed.data;
  const call = callOf(method, given, idempotencyKey);
  if ("kind" in call) throw refusal(call);
  return { ...call, maxResponseBytes: MAX_ANSWER_BYTES };
}

const refusal = (outcome: Outcome): ServiceError =>
  outcome.kind === "failed"
    ? new ServiceError(outcome.failure.code, outcome.failure.message)
    : new ServiceError("bad_input", "It is no request");

function bodyOf(body: Uint8Array, mediaType: string, hider: Hider): unknown {
  const text = Buffer.from(body).toString("utf8");
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(mediaType)) return hider.text(text);
  try {
    return hider.json(JSON.parse(text));
  } catch {
    return hider.text(text);
  }
}
