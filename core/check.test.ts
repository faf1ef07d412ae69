import { expect, test } from "vitest";
import { asksPerson, Check, checkProblem, REVIEW_POLICIES, type ReviewPolicy } from "#core/check.ts";

const check = (review: ReviewPolicy, onExhausted: "fail" | "review" = "fail") =>
  Check.parse({ expression: "true", review, onExhausted });

test("a check that says nothing of people never asks one, unless it is uncertain", () => {
  const plain = Check.parse({ expression: "true" });
  expect(plain).toEqual({ expression: "true", review: "never", onExhausted: "fail" });
  expect([asksPerson(plain, "always"), asksPerson(plain, "escalation"), asksPerson(plain, "uncertainty")]).toEqual([
    false,
    false,
    true,
  ]);
});

test("accepted outputs are reviewed by the policy `always` only", () => {
  expect(REVIEW_POLICIES.filter((policy) => asksPerson(check(policy), "always"))).toEqual(["always"]);
});

test("an exhausted budget is escalated by the policies that say so, whatever becomes of exhausted tasks", () => {
  expect(REVIEW_POLICIES.filter((policy) => asksPerson(check(policy), "escalation"))).toEqual([
    "onEscalation",
    "onEscalationOrUncertainty",
  ]);
});

test("an exhausted budget is reviewed under every policy when exhausted tasks are", () => {
  expect(REVIEW_POLICIES.filter((policy) => asksPerson(check(policy, "review"), "escalation"))).toEqual([
    ...REVIEW_POLICIES,
  ]);
});

test("an uncertain check asks a person under every policy", () => {
  expect(REVIEW_POLICIES.filter((policy) => asksPerson(check(policy), "uncertainty"))).toEqual([...REVIEW_POLICIES]);
});

test.each([
  [{ expression: "output.ok" }, null],
  [{ source: "export default () => true" }, null],
  [{}, { field: "expression", message: "the check has no expression yet" }],
  [{ expression: "" }, { field: "expression", message: "the check has no expression yet" }],
  [{ source: "" }, { field: "source", message: "the check has no code yet" }],
  [
    { expression: "true", source: "x" },
    { field: "source", message: "a check has an expression or code, not both" },
  ],
])("the problem of the check %j", (given, problem) => {
  expect(checkProblem(Check.parse(given))).toEqual(problem);
});
