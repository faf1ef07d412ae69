import { httpConfig } from "#core/kinds/http.ts";
import { findUnstorable } from "#core/storable.ts";
import type { ArtifactReference, ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { INLINE_BYTES } from "#server/artifacts/payload.ts";
import { guardedFetch, OutboundError, type OutboundResponse, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { badStatus, callOf, failed, isGood } from "#worker/handlers/call.ts";
import type { Handler } from "#worker/handlers/handler.ts";

/** Calls a web service. JSON is parsed; what is large or not text becomes an artifact. */
export const httpHandler =
  (rules: OutboundRules): Handler =>
  async (config, _input, attempt) => {
    attempt.begin();
    const { method, acceptStatuses, ...templates } = httpConfig.parse(config);
    const call = callOf(method, await attempt.evaluate(templates), attempt.idempotencyKey);
    if ("kind" in call) return call;

    try {
      const response = await guardedFetch({ ...call, signal: attempt.signal }, rules);
      if (!isGood(response) && !acceptStatuses.includes(response.status)) return badStatus(response, call.url);
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
