import { expect, test } from "vitest";
import { NewRule, StageRules } from "#core/rule.ts";

test("a rule is a type and a limit; what it leaves out matches all", () => {
  expect(NewRule.parse({ type: "concurrency", max: 3 })).toEqual({ type: "concurrency", fields: [], max: 3 });
});

test.each([
  ["a negative limit", { type: "concurrency", max: -1 }],
  ["half a task", { type: "concurrency", max: 1.5 }],
  ["an unknown type", { type: "speed", max: 1 }],
  ["a field that is no name", { type: "capacity", max: 1, fields: ["a b"] }],
])("%s is refused", (_, rule) => {
  expect(NewRule.safeParse(rule).success).toBe(false);
});

test("a stage refuses a rule with a key that rules do not have", () => {
  expect(StageRules.safeParse([{ type: "concurrency", max: 1, workspace: "mine" }]).success).toBe(false);
});
