import { expect, test } from "vitest";
import { hostFailed, judge, type Sent } from "#core/delivery/verdict.ts";

const POLICY = { maxAttempts: 10, baseMs: 1_000, capMs: 300_000 };
const answered = (status: number, retryAfterMs: number | null = null): Sent => ({ status, retryAfterMs });
const failed = (retryable?: boolean): Sent => ({
  failure: { code: "x", message: "No answer", ...(retryable !== undefined && { retryable }) },
});
const pauseAfter = (attempt: number, sent: Sent = answered(500)): number | null => {
  const verdict = judge(sent, attempt, POLICY);
  return verdict.to === "pending" ? verdict.afterMs : null;
};

test.each([200, 204, 299])("status %i delivers it", (status) => {
  expect(judge(answered(status), 1, POLICY)).toEqual({ to: "delivered" });
});

test("everything else is tried again after min(2ⁿ, 300) seconds, ten times in all", () => {
  expect([1, 2, 3, 8, 9, 10].map((attempt) => pauseAfter(attempt))).toEqual([
    2_000,
    4_000,
    8_000,
    256_000,
    300_000,
    null,
  ]);
  expect(judge(answered(500), 10, POLICY)).toEqual({ to: "exhausted", error: "It answered with status 500" });
  expect(judge(answered(302), 1, POLICY)).toMatchObject({
    to: "pending",
    error: expect.stringContaining("redirects are not followed"),
  });
  expect(pauseAfter(1, failed(true))).toBe(2_000);
});

test("a pause that 408 and 429 ask for is kept up to the cap, and never shortens the own one", () => {
  expect(pauseAfter(1, answered(429, 60_000))).toBe(60_000);
  expect(pauseAfter(1, answered(408, 3_600_000))).toBe(300_000);
  expect(pauseAfter(3, answered(429, 1_000))).toBe(8_000);
  expect(pauseAfter(1, answered(503, 60_000))).toBe(2_000);
  expect(pauseAfter(1, answered(429))).toBe(2_000);
});

test.each([undefined, false])("what can never be sent is exhausted at once (retryable: %s)", (retryable) => {
  expect(judge(failed(retryable), 1, POLICY)).toEqual({ to: "exhausted", error: "No answer" });
});

test("a host has failed when it does not answer, or is overloaded or broken; not when it refuses one delivery", () => {
  expect([500, 503, 408, 429].map((status) => hostFailed(answered(status)))).toEqual([true, true, true, true]);
  expect([200, 302, 404].map((status) => hostFailed(answered(status)))).toEqual([false, false, false]);
  expect(hostFailed(failed(true))).toBe(true);
  expect(hostFailed(failed(false))).toBeNull();
});
