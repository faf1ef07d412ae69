import { expect, test } from "vitest";
import { Retention } from "#core/retention.ts";

test("runs are kept for whole days, and in whole numbers, from one on", () => {
  expect(Retention.parse({ keepDays: 30, keepRuns: 1 })).toEqual({ keepDays: 30, keepRuns: 1 });
  expect(Retention.parse({})).toEqual({});
  for (const wrong of [{ keepDays: 0 }, { keepDays: 1.5 }, { keepRuns: 0 }, { keepDays: 40_000 }])
    expect(Retention.safeParse(wrong).success).toBe(false);
});
