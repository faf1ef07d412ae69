import { expect, test } from "vitest";
import { createRateLimit } from "#server/reports/rate-limit.ts";

test("each key may do so much a second, and twice that at once", () => {
  let now = 0;
  const mayPass = createRateLimit(10, () => now);
  const passed = (key: number, times: number) =>
    Array.from({ length: times }, () => mayPass(key)).filter(Boolean).length;
  expect(passed(1, 30)).toBe(20);
  expect(passed(2, 5)).toBe(5);
  now += 500;
  expect(passed(1, 30)).toBe(5);
  now += 60_000;
  expect(passed(1, 30)).toBe(20);
});
