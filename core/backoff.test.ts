import { expect, test } from "vitest";
import { backoffMs, maxAttemptsOf, retryDelayMs } from "#core/backoff.ts";
import { RetryPolicy } from "#core/definition.ts";

const policy = RetryPolicy.parse({ maxAttempts: 10, backoffMs: 1_000, factor: 2, maxBackoffMs: 5_000 });

test("the wait doubles with each attempt, up to the cap", () => {
  expect([1, 2, 3, 4, 9].map((attempt) => backoffMs(policy, attempt, 0))).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
});

test("the wait is shortened at random, by half at most", () => {
  expect(backoffMs(policy, 1, 0.5)).toBe(750);
  expect(backoffMs(policy, 1, 0.98)).toBe(510);
});

test("after very many attempts the wait is still the cap", () => {
  expect(backoffMs({ ...policy, factor: 10 }, 10_000, 0)).toBe(5_000);
});

test("a stage without a policy is tried once", () => {
  expect(maxAttemptsOf({})).toBe(1);
  expect(retryDelayMs({}, 1, 0)).toBeNull();
});

test("after its last attempt a stage does not wait", () => {
  expect(maxAttemptsOf({ retry: policy })).toBe(10);
  expect(retryDelayMs({ retry: policy }, 9, 0)).toBe(5_000);
  expect(retryDelayMs({ retry: policy }, 10, 0)).toBeNull();
});
