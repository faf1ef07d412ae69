import { expect, test } from "vitest";
import { type Decision, settleCheckDecision, settleDecision } from "#core/decision.ts";

const said: Decision = {
  decision: "approved",
  comment: "",
  form: { risk: "low" },
  by: "ada@example.org",
  at: "2026-01-01T00:00:00.000Z",
};
const rejected: Decision = { ...said, decision: "rejected", comment: "Too risky" };

test("an approval completes the gate with all that was said", () => {
  expect(settleDecision("fail", said)).toEqual({
    to: "completed",
    output: {
      decision: "approved",
      comment: "",
      form: { risk: "low" },
      decidedBy: "ada@example.org",
      decidedAt: "2026-01-01T00:00:00.000Z",
    },
  });
});

test("a rejection fails the gate and says who and why", () => {
  expect(settleDecision("fail", rejected)).toEqual({
    to: "failed",
    error: { code: "rejected", message: "Rejected by ada@example.org: Too risky", retryable: false },
  });
  expect(settleDecision("fail", { ...rejected, comment: "" })).toMatchObject({
    error: { message: "Rejected by ada@example.org" },
  });
});

test("a rejection is an output like another where dependencies branch on it", () => {
  expect(settleDecision("continue", rejected)).toMatchObject({
    to: "completed",
    output: { decision: "rejected", comment: "Too risky" },
  });
});

test("an approval of a stage's own output completes the stage with it, a rejection fails it with the reason", () => {
  expect(settleCheckDecision({ ...said, decision: "approved" })).toEqual({ to: "approved" });
  expect(settleCheckDecision({ ...said, decision: "rejected", comment: "Wrong" })).toMatchObject({
    to: "failed",
    error: { code: "rejected", message: expect.stringContaining(": Wrong") },
  });
});
