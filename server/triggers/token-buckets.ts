interface Bucket {
  tokens: number;
  at: number;
}

const MAX_KEPT = 10_000;

/** Lets each key through so often in the long run, and so many times at once; counted in this process only. */
export interface TokenBuckets {
  /** Whether there is one more for this key now; takes it if so. */
  take(key: string): boolean;
}

export function createTokenBuckets(
  perSecond: number,
  burst: number,
  now: () => number = performance.now.bind(performance),
): TokenBuckets {
  /** Least recently asked first: those are full again before they are forgotten. */
  const buckets = new Map<string, Bucket>();
  return {
    take(key) {
      const at = now();
      const { tokens, at: before } = buckets.get(key) ?? { tokens: burst, at };
      const filled = Math.min(burst, tokens + ((at - before) / 1_000) * perSecond);
      const isLet = filled >= 1;
      buckets.delete(key);
      buckets.set(key, { tokens: isLet ? filled - 1 : filled, at });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_KEPT && oldest !== undefined) buckets.delete(oldest);
      return isLet;
    },
  };
}
