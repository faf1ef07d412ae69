/** What is known of a host from the attempts of late. */
export interface Breaker {
  /** Failures in a row. */
  failures: number;
  /** While it is open nothing is sent; afterwards one attempt tries whether the host is back. */
  openUntil: number | null;
}

export interface BreakerPolicy {
  /** As many failures in a row open it. */
  threshold: number;
  openMs: number;
  /** The most sends to one host at a time. */
  perHost: number;
}

export const CLOSED: Breaker = { failures: 0, openUntil: null };

/** The breaker after one more attempt. Times are milliseconds of one clock. */
export function afterAttempt(breaker: Breaker, failed: boolean, now: number, policy: BreakerPolicy): Breaker {
  if (!failed) return CLOSED;
  const failures = breaker.failures + 1;
  return { failures, openUntil: failures >= policy.threshold ? now + policy.openMs : null };
}

/** How many more sends to the host may begin now: none while it is open, a single one to try it, else up to the limit. */
export function freeAt({ openUntil }: Breaker, inFlight: number, now: number, { perHost }: BreakerPolicy): number {
  if (openUntil === null) return Math.max(0, perHost - inFlight);
  return now < openUntil || inFlight > 0 ? 0 : 1;
}
