import { expect, test } from "vitest";
import { createTokenBuckets } from "#server/triggers/token-buckets.ts";

test("a key is let through in a burst, then as fast as its bucket fills, and no other key pays for it", () => {
  let now = 0;
  const { take } = createTokenBuckets(2, 3, () => now);
  const taken = (count: number) => Array.from({ length: count }, () => take("a"));

  expect(taken(5)).toEqual([true, true, true, false, false]);
  expect(take("b")).toBe(true);
  now = 500;
  expect(taken(2)).toEqual([true, false]);
  now = 60_000;
  expect(taken(4)).toEqual([true, true, true, false]);
});

test("only so many keys are kept", () => {
  const { take } = createTokenBuckets(0, 1, () => 0);
  expect([take("first"), take("first")]).toEqual([true, false]);
  for (let key = 0; key < 10_000; key++) take(String(key));

  expect(take("first")).toBe(true);
});
