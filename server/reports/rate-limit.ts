const FORGET_AT = 10_000;

/** Whether one more is within the limit of what the key stands for: `perSecond` in the long run, twice that at once. */
export function createRateLimit(perSecond: number, now: () => number): (key: number) => boolean {
  const buckets = new Map<number, { tokens: number; at: number }>();
  const most = perSecond * 2;
  return (key) => {
    const at = now();
    const last = buckets.get(key);
    const tokens = last ? Math.min(most, last.tokens + ((at - last.at) / 1_000) * perSecond) : most;
    if (!last && buckets.size >= FORGET_AT) buckets.clear();
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    return tokens >= 1;
  };
}
