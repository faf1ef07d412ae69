import { createTokenBuckets, type TokenBuckets } from "#server/triggers/token-buckets.ts";

/** How often a webhook may be called, in each web process; told in docs/triggers.md. */
export interface HookLimits {
  /** Calls with the right secret, by trigger. */
  calls: TokenBuckets;
  /** Calls with a wrong one: guessing takes nothing away from who knows it. */
  refusals: TokenBuckets;
}

export const createHookLimits = (): HookLimits => ({
  calls: createTokenBuckets(50, 200),
  refusals: createTokenBuckets(1, 20),
});
