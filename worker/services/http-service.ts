import { z } from "zod";
import { HTTP_METHODS } from "#core/kinds/http.ts";
import { guardedFetch, OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { callOf } from "#worker/handlers/call.ts";
import { type HostService, ServiceError } from "#worker/services/host-service.ts";

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const Request = z.strictObject({
  url: z.string().max(8_192),
  method: z.enum(HTTP_METHODS).default("GET"),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.unknown().optional(),
});

/** `callHost("http", "fetch", { url, method, headers, body })` answers `{ status, headers, body }`, whatever the status. */
export const httpService =
  (rules: OutboundRules): HostService =>
  async ({ method, args, idempotencyKey, signal }) => {
    if (method !== "fetch") throw new ServiceError("unknown_method", `http has no method ${method}; it has fetch`);
    const parsed = Request.safeParse(args);
    if (!parsed.success) {
      const [problem] = parsed.error.issues;
      const field = problem?.path.join(".") || "args";
      throw new ServiceError("bad_input", `http.fetch: ${field}: ${problem?.message}`);
    }
    const { method: verb, ...given } = parsed.data;
    const call = callOf(verb, given, idempotencyKey);
    if ("kind" in call)
      throw new ServiceError("bad_input", call.kind === "failed" ? call.failure.message : "No request");
    try {
      const { status, headers, body } = await guardedFetch(
        { ...call, signal, maxResponseBytes: MAX_ANSWER_BYTES },
        rules,
      );
      return { status, headers, body: bodyOf(body, headers["content-type"] ?? "") };
    } catch (error) {
      if (error instanceof OutboundError) throw new ServiceError(error.failure.code, error.failure.message);
      throw error;
    }
  };

function bodyOf(body: Uint8Array, mediaType: string): unknown {
  const text = Buffer.from(body).toString("utf8");
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(mediaType)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
