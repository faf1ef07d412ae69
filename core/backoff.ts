import { RetryPolicy, type Stage } from "#core/definition.ts";

/**
 * How long to wait before the next attempt, in milliseconds: exponential up to the policy's cap, then shortened by up
 * to a half so that tasks that failed together do not return together. `random` is in [0, 1).
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.backoffMs * policy.factor ** (attempt - 1), policy.maxBackoffMs);
  return Math.round(full * (1 - random / 2));
}

const SINGLE_ATTEMPT = RetryPolicy.parse({});

/** How often a stage is tried at most. */
export const maxAttemptsOf = ({ retry = SINGLE_ATTEMPT }: Pick<Stage, "retry">): number => retry.maxAttempts;

/** How long a stage waits before it is tried again after its nth attempt; null when that was its last. */
export function retryDelayMs(
  { retry = SINGLE_ATTEMPT }: Pick<Stage, "retry">,
  attempt: number,
  random: number,
): number | null {
  return attempt >= retry.maxAttempts ? null : backoffMs(retry, attempt, random);
}
