import { expect, test } from "vitest";
import { roundLimits } from "#core/round-limits.ts";

test("a gate says itself how often it may open, and what then", () => {
  expect(roundLimits({ config: {} }, "gate")).toEqual({ maxRounds: 10, onExhausted: "review" });
  expect(roundLimits({ config: { maxRounds: 2, onExhausted: "fail", details: 1 } }, "gate")).toEqual({
    maxRounds: 2,
    onExhausted: "fail",
  });
});

test("of a stage's own output its check says it", () => {
  const check = { expression: "true", review: "always" as const, onExhausted: "review" as const, maxRounds: 3 };

  expect(roundLimits({ config: {}, check }, "check")).toEqual({ maxRounds: 3, onExhausted: "review" });
  expect(roundLimits({ config: {} }, "check")).toEqual({ maxRounds: 10, onExhausted: "fail" });
});
