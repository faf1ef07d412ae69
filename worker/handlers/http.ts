import type { Hider } from "#core/hidden-values.ts";
import { httpConfig } from "#core/kinds/http.ts";
import { findUnstorable } from "#core/storable.ts";
import type { ArtifactReference, ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { INLINE_BYTES } from "#server/artifacts/payload.ts";
import { OutboundError, type OutboundResponse, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { badStatus, callOf, failed, isGood } from "#worker/handlers/call.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import { direct } from "#worker/services/direct.ts";
import { hideBytes } from "#worker/services/hide-bytes.ts";
import type { ServiceCalls } from "#worker/services/service-calls.ts";

interface Deps {
  outbound: OutboundRules;
  services: ServiceCalls;
}

/**
 * Calls a web service, by its address or by the name under which it is registered. JSON is parsed; what is large or not
 * text becomes an artifact. The credential of a registered one stands nowhere in what comes of it.
 */
export const httpHandler =
  ({ outbound, services }: Deps): Handler =>
  async (config, _input, attempt) => {
    attempt.begin();
    const { method, acceptStatuses, service, ...templates } = httpConfig.parse(config);
    const call = callOf(method, await attempt.evaluate(templates), attempt.idempotencyKey);
    if ("kind" in call) return call;
    const route =
      service === undefined ? direct(call, attempt.signal, outbound) : await services(service, call, attempt);
    if ("kind" in route) return route;

    try {
      const answer = await route.send();
      const hider = route.hider();
      const headers = hider.json(answer.headers) as Record<string, string>;
      const response = { ...answer, headers };
      if (!isGood(response) && !acceptStatuses.includes(response.status))
        return badStatus({ ...response, body: hideBytes(hider, response.body) }, route.url);
      const output = {
        status: response.status,
        headers: clean(headers),
        body: await bodyOf(response, hider, attempt.artifacts),
      };
      const problem = findUnstorable(output.body, "output.body");
      return problem ? failed("output_not_storable", problem.message) : { kind: "completed", output };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { kind: "failed", failure: { ...error.failure, message: route.hider().text(error.failure.message) } };
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

async function bodyOf({ body, headers }: OutboundResponse, hider: Hider, store: ArtifactStore): Promise<unknown> {
  if (body.byteLength === 0) return null;
  const mediaType = headers["content-type"] ?? "application/octet-stream";
  const text = body.byteLength <= INLINE_BYTES ? decoded(body) : null;
  if (text === null) return reference(hideBytes(hider, body), mediaType, store);
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(mediaType)) return hider.text(text);
  try {
    return hider.json(JSON.parse(text));
  } catch {
    return hider.text(text);
  }
}

async function reference(body: Uint8Array, mediaType: string, store: ArtifactStore): Promise<ArtifactReference> {
  const { hash, size } = await store.put(body);
  return { $artifact: { hash, name: /json/i.test(mediaType) ? "response.json" : "response", mediaType, size } };
}
