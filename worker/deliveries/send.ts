import { REDACTED, redactHeaders, redactJson, redactUrl } from "#core/delivery/redact.ts";
import { retryAfterMs } from "#core/delivery/retry-after.ts";
import type { Sent } from "#core/delivery/verdict.ts";
import { signatureHeader } from "#server/deliveries/signature.ts";
import type { ClaimedDelivery } from "#server/engine/deliveries.ts";
import { guardedFetch, OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { PreparedRequest } from "#worker/deliveries/prepare.ts";

const MAX_RESPONSE_BYTES = 64 * 1024;
const SHOWN_BODY = 64 * 1024;

/** What an attempt came to, with what is shown of the answer. */
export interface Answer {
  sent: Sent;
  status: number | null;
  text: string | null;
}

/** The headers of Heddle's own, which no action can set. */
export const deliveryHeaders = (
  { id, key, trigger }: Pick<ClaimedDelivery, "id" | "key" | "trigger">,
  body: string | null,
  secrets: readonly string[],
  now: Date,
): Record<string, string> => ({
  "idempotency-key": key,
  "heddle-delivery": String(id),
  "heddle-trigger": trigger,
  "heddle-signature": signatureHeader(secrets, body ?? "", now),
});

/** Sends a request once. Never throws for what the receiver, or the network, does. */
export async function sendOnce(
  { method, url, headers, body }: PreparedRequest,
  { rules, signal, timeoutMs }: { rules: OutboundRules; signal: AbortSignal; timeoutMs: number },
): Promise<Answer> {
  try {
    const response = await guardedFetch(
      {
        method,
        url,
        headers,
        body: body ?? undefined,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        maxResponseBytes: MAX_RESPONSE_BYTES,
        cutsResponse: true,
        refusesRedirects: true,
      },
      rules,
    );
    const retryAfter = retryAfterMs(response.headers["retry-after"], new Date());
    return {
      sent: { status: response.status, retryAfterMs: retryAfter },
      status: response.status,
      text: shown(Buffer.from(response.body).toString()),
    };
  } catch (error) {
    if (error instanceof OutboundError) return { sent: { failure: error.failure }, status: null, text: null };
    throw error;
  }
}

/** Text that can be stored and shown. */
export const shown = (text: string): string => text.slice(0, SHOWN_BODY).toWellFormed().replaceAll("\0", "\ufffd");

/** The request as it is kept: without its secrets. */
export function redacted({ method, url, headers, body, hidesUrl }: PreparedRequest): unknown {
  return {
    method,
    url: hidesUrl ? `${new URL(url).origin}/${REDACTED}` : shown(redactUrl(url)),
    headers: redactHeaders(headers),
    body: body === null ? null : shown(redactedBody(body)),
  };
}

function redactedBody(body: string): string {
  try {
    return JSON.stringify(redactJson(JSON.parse(body)));
  } catch {
    return body;
  }
}
