import { httpConfig } from "#core/kinds/http.ts";
import type { Outcome } from "#core/outcome.ts";
import { findUnstorable } from "#core/storable.ts";
import type { ArtifactReference, ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { INLINE_BYTES } from "#server/artifacts/payload.ts";
import { guardedFetch, OutboundError, type OutboundResponse, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { Handler } from "#worker/handlers/handler.ts";

const RETRYABLE = new Set([408, 425, 429]);
const SHOWN_BODY = 2_000;

const failed = (code: string, message: string, retryable = false, details?: unknown): Outcome => ({
  kind: "failed",
  failure: { code, message, retryable, ...(details !== undefined && { details }) },
});

/** Calls a web service. JSON is parsed; what is large or not text becomes an artifact. */
export const httpHandler =
  (rules: OutboundRules): Handler =>
  async (config, _input, attempt) => {
    attempt.begin();
    const { method, acceptStatuses, ...templates } = httpConfig.parse(config);
    const {
      url,
      headers: given,
      body,
    } = (await attempt.evaluate(templates)) as { url: unknown; headers: Record<string, unknown>; body?: unknown };
    if (typeof url !== "string") return failed("bad_url", "config.url is not text");
    const wrong = Object.entries(given).find(([, value]) => typeof value === "object");
    if (wrong) return failed("bad_header", `config.headers.${wrong[0]} is not text`);

    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const hasBody = body !== undefined && method !== "GET" && method !== "HEAD";
    if (hasBody)
      headers["content-type"] ??= typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
    if (method !== "GET" && method !== "HEAD") headers["idempotency-key"] ??= attempt.idempotencyKey;
    const sent = hasBody ? (typeof body === "string" ? body : JSON.stringify(body)) : undefined;

    try {
      const response = await guardedFetch({ url, method, headers, body: sent, signal: attempt.signal }, rules);
      const isGood = (response.status >= 200 && response.status < 300) || acceptStatuses.includes(response.status);
      if (!isGood) return badStatus(response, url);
      const output = {
        status: response.status,
        headers: clean(response.headers),
        body: await bodyOf(response, attempt.artifacts),
      };
      const problem = findUnstorable(output.body, "output.body");
      return problem ? failed("output_not_storable", problem.message) : { kind: "completed", output };
    } catch (error) {
      if (error instanceof OutboundError) return { kind: "failed", failure: error.failure };
      throw error;
    }
  };

function badStatus({ status, body, headers }: OutboundResponse, url: string): Outcome {
  const text = Buffer.from(body.subarray(0, SHOWN_BODY)).toString().toWellFormed().replaceAll("\0", "\ufffd");
  const host = URL.parse(url)?.host ?? "The service";
  return failed("http_status", `${host} answered with status ${status}`, RETRYABLE.has(status) || status >= 500, {
    status,
    body: text,
    ...(headers["retry-after"] && { retryAfter: headers["retry-after"] }),
  });
}

const clean = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== "set-cookie")
      .map(([name, value]) => [name, value.toWellFormed().replaceAll("\0", "\ufffd")]),
  );

function decoded(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

async function bodyOf({ body, headers }: OutboundResponse, store: ArtifactStore): Promise<unknown> {
  if (body.byteLength === 0) return null;
  const mediaType = headers["content-type"] ?? "application/octet-stream";
  const text = body.byteLength <= INLINE_BYTES ? decoded(body) : null;
  if (text === null) return reference(body, mediaType, store);
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(mediaType)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function reference(body: Uint8Array, mediaType: string, store: ArtifactStore): Promise<ArtifactReference> {
  const { hash, size } = await store.put(body);
  return { $artifact: { hash, name: /json/i.test(mediaType) ? "response.json" : "response", mediaType, size } };
}
