import { expect, test } from "vitest";
import { roundLimits } from "#core/round-limits.ts";

test("a gate says itself how often it may open, and what then", () => {
  expect(roundLimits({ kind: "review", config: {} }, "gate")).toEqual({ maxRounds: 10, onExhausted: "review" });
  expect(roundLimits({ kind: "review", config: { maxRounds: 2, onExhausted: "fail", details: 1 } }, "gate")).toEqual({
    maxRounds: 2,
    onExhausted: "fail",
  });
});

test("of a stage's own output its check says it", () => {
  const check = { expression: "true", review: "always" as const, onExhausted: "review" as const, maxRounds: 3 };

  expect(roundLimits({ kind: "code", config: {}, check }, "check")).toEqual({ maxRounds: 3, onExhausted: "review" });
  expect(roundLimits({ kind: "code", config: {} }, "check")).toEqual({ maxRounds: 10, onExhausted: "fail" });
});

test("a stage of the operator that asks a person keeps its config to itself", () => {
  const config = { limit: 500, maxRounds: "many" };

  expect(roundLimits({ kind: "custom:expense", config }, "gate")).toEqual({ maxRounds: 10, onExhausted: "review" });
});
