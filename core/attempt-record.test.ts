import { expect, test } from "vitest";
import { recordOf } from "#core/attempt-record.ts";
import { Stage } from "#core/definition.ts";

const checked = Stage.parse({ id: "a", kind: "transform", check: { expression: "true" } });
const plain = Stage.parse({ id: "a", kind: "transform" });

test("an output is kept with what its check said", () => {
  const feedback = { summary: "Too short" };
  expect(recordOf(checked, { kind: "completed", output: 1, verdict: { verdict: "accepted" } })).toEqual({
    output: 1,
    verdict: "accepted",
    feedback: null,
    error: null,
  });
  expect(recordOf(checked, { kind: "completed", output: 1, verdict: { verdict: "rejected", feedback } })).toEqual({
    output: 1,
    verdict: "rejected",
    feedback,
    error: null,
  });
  expect(recordOf(checked, { kind: "completed", output: 1, verdict: { verdict: "uncertain", reason: "why" } })).toEqual(
    {
      output: 1,
      verdict: "uncertain",
      feedback: { summary: "why" },
      error: null,
    },
  );
});

test("a failure is kept without a verdict, with feedback when it has some", () => {
  const failure = { code: "timeout", message: "Too long" };
  const feedback = { summary: "Attempt timed out after 9 ms" };
  expect(recordOf(checked, { kind: "failed", failure })).toEqual({
    output: null,
    verdict: null,
    feedback: null,
    error: failure,
  });
  expect(recordOf(checked, { kind: "failed", failure, feedback })).toMatchObject({ feedback, error: failure });
});

test("nothing is kept of stages without a check, and of attempts that nobody can judge", () => {
  expect(recordOf(plain, { kind: "completed", output: 1 })).toBeNull();
  expect(recordOf(checked, { kind: "completed", output: 1 })).toBeNull();
  expect(recordOf(checked, { kind: "interrupted" })).toBeNull();
  expect(recordOf(checked, { kind: "fan_out", items: [1] })).toBeNull();
});
