import type { Failure } from "#core/run-event.ts";

/** How often and how soon a delivery is sent again. */
export interface DeliveryPolicy {
  maxAttempts: number;
  /** The pause after attempt n is base × 2ⁿ, up to the cap. */
  baseMs: number;
  capMs: number;
}

/** What an attempt came to: the status of the answer, or why there was none. */
export type Sent = { status: number; retryAfterMs: number | null } | { failure: Failure };

export type Verdict =
  | { to: "delivered" }
  | { to: "pending"; afterMs: number; error: string }
  | { to: "exhausted"; error: string };

const HEEDED = new Set([408, 429]);

const isDelivered = (status: number): boolean => status >= 200 && status < 300;

const sentenceOf = (status: number): string =>
  `It answered with status ${status}${status >= 300 && status < 400 ? "; redirects are not followed" : ""}`;

/**
 * What becomes of a delivery after its attempt number `attempt`: a status from 200 to 299 delivers it, everything else is
 * tried again until the attempts are used up, and what can never be sent is exhausted at once. A pause that 408 and 429
 * ask for is kept up to the cap.
 */
export function judge(sent: Sent, attempt: number, { maxAttempts, baseMs, capMs }: DeliveryPolicy): Verdict {
  if ("status" in sent && isDelivered(sent.status)) return { to: "delivered" };
  const error = "status" in sent ? sentenceOf(sent.status) : sent.failure.message;
  const isHopeless = "failure" in sent && sent.failure.retryable !== true;
  if (isHopeless || attempt >= maxAttempts) return { to: "exhausted", error };
  const asked = "status" in sent && HEEDED.has(sent.status) ? (sent.retryAfterMs ?? 0) : 0;
  return { to: "pending", afterMs: Math.min(Math.max(baseMs * 2 ** attempt, asked), capMs), error };
}

/** Whether the attempt speaks against the host itself and not against this one delivery; null when it says nothing of it. */
export function hostFailed(sent: Sent): boolean | null {
  if ("status" in sent) return sent.status >= 500 || HEEDED.has(sent.status);
  return sent.failure.retryable === true ? true : null;
}
