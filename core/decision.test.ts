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

test("an approval completes the gate with all that was said, and with what was approved", () => {
  expect(settleDecision("fail", said, { text: "a" })).toEqual({
    to: "completed",
    output: {
      decision: "approved",
      comment: "",
      form: { risk: "low" },
      content: { text: "a" },
      isEdited: false,
      decidedBy: "ada@example.org",
      decidedAt: "2026-01-01T00:00:00.000Z",
    },
  });
});

test("of an approval with edits the edited content goes on, be it null", () => {
  expect(settleDecision("fail", { ...said, edited: { text: "b" } }, { text: "a" })).toMatchObject({
    output: { content: { text: "b" }, isEdited: true },
  });
  expect(settleDecision("fail", { ...said, edited: null }, { text: "a" })).toMatchObject({
    output: { content: null, isEdited: true },
  });
});

test("a rejection fails the gate and says who and why", () => {
  expect(settleDecision("fail", rejected, null)).toEqual({
    to: "failed",
    error: { code: "rejected", message: "Rejected by ada@example.org: Too risky", retryable: false },
  });
  expect(settleDecision("fail", { ...rejected, comment: "" }, null)).toMatchObject({
    error: { message: "Rejected by ada@example.org" },
  });
});

test("a rejection is an output like another where dependencies branch on it", () => {
  const settled = settleDecision("continue", rejected, { text: "a" });
  expect(settled).toMatchObject({ to: "completed", output: { decision: "rejected", comment: "Too risky" } });
  expect(settled).not.toHaveProperty("output.content");
});

test("an approval of a stage's own output completes the stage with it or with what was made of it, a rejection fails it with the reason", () => {
  expect(settleCheckDecision({ ...said, decision: "approved" })).toEqual({ to: "approved" });
  expect(settleCheckDecision({ ...said, edited: { text: "b" } })).toEqual({ to: "completed", output: { text: "b" } });
  expect(settleCheckDecision({ ...said, decision: "rejected", comment: "Wrong" })).toMatchObject({
    to: "failed",
    error: { code: "rejected", message: expect.stringContaining(": Wrong") },
  });
});
