import type { RetryPolicy } from "#core/definition.ts";

/**
 * How long to wait before the next attempt, in milliseconds: exponential up to the policy's cap, then shortened by up
 * to a half so that tasks that failed together do not return together. `random` is in [0, 1).
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.backoffMs * policy.factor ** (attempt - 1), policy.maxBackoffMs);
  return Math.round(full * (1 - random / 2));
}
