import { expect, test } from "vitest";
import { Stage } from "#core/definition.ts";
import type { Outcome } from "#core/outcome.ts";
import { settle } from "#core/settle.ts";
import { timeoutFeedback } from "#core/settle-check.ts";
import type { Verdict } from "#core/verdict.ts";

const OUTPUT = { text: "short" };
const FEEDBACK = { summary: "Too short", criteria: [{ name: "length", passed: false }] };

/** A stage with two attempts. */
const stage = (check: object = {}) =>
  Stage.parse({
    id: "a",
    kind: "transform",
    retry: { maxAttempts: 2, backoffMs: 100 },
    check: { expression: "true", ...check },
  });
const judged = (verdict: Verdict): Outcome => ({ kind: "completed", output: OUTPUT, verdict });
const rejected = judged({ verdict: "rejected", feedback: FEEDBACK });
const uncertain = judged({ verdict: "uncertain", reason: "No source" });

test("an accepted output completes the task", () => {
  expect(settle(1, stage(), judged({ verdict: "accepted" }), 0)).toEqual({ to: "completed", output: OUTPUT });
});

test("an accepted output waits for a person when the policy is always", () => {
  expect(settle(1, stage({ review: "always" }), judged({ verdict: "accepted" }), 0)).toEqual({
    to: "awaiting_review",
    output: OUTPUT,
    review: {
      summary: "**Accepted by its check.** A person confirms every output of this stage.",
      details: OUTPUT,
      form: null,
      assignees: [],
      onReject: "fail",
      check: { reason: "always" },
    },
  });
});

test("a rejected output is made anew with the feedback, after the backoff, while attempts are left", () => {
  expect(settle(1, stage(), rejected, 0)).toEqual({
    to: "retrying",
    error: {
      code: "check_failed",
      message: "The check rejected attempt 1: Too short",
      retryable: true,
      details: FEEDBACK,
    },
    delayMs: 100,
    feedback: FEEDBACK,
  });
});

test("with its budget used up, a rejected task fails with the last feedback", () => {
  expect(settle(2, stage(), rejected, 0)).toEqual({
    to: "failed",
    error: {
      code: "check_failed",
      message: "The check rejected attempt 2: Too short",
      retryable: true,
      details: FEEDBACK,
    },
  });
});

test.each([
  { onExhausted: "review" },
  { review: "onEscalation" },
  { review: "onEscalationOrUncertainty", onExhausted: "fail" },
])("with its budget used up, a rejected task is escalated by %j", (check) => {
  expect(settle(2, stage(check), rejected, 0)).toMatchObject({
    to: "awaiting_review",
    output: OUTPUT,
    review: { summary: "**Escalated after 2 attempts:** Too short", check: { reason: "escalation" } },
  });
});

test("a stage without a retry policy has one attempt, and says so when it is escalated", () => {
  const { retry: _, ...once } = stage({ onExhausted: "review" });
  expect(settle(1, once, rejected, 0)).toMatchObject({
    review: { summary: "**Escalated after 1 attempt:** Too short" },
  });
});

test("an uncertain check asks a person at once, whatever is left of the budget, even under the policy never", () => {
  expect(settle(1, stage(), uncertain, 0)).toMatchObject({
    to: "awaiting_review",
    output: OUTPUT,
    review: { summary: "**The check is uncertain:** No source", check: { reason: "uncertainty" } },
  });
});

test("an attempt that timed out counts as rejected: its feedback goes on, and it may be escalated without an output", () => {
  const failure = { code: "timeout", message: "The stage took longer than 50 ms", retryable: true };
  const timedOut: Outcome = { kind: "failed", failure, feedback: { summary: "Attempt timed out after 50 ms" } };
  expect(settle(1, stage(), timedOut, 0)).toEqual({
    to: "retrying",
    error: failure,
    delayMs: 100,
    feedback: { summary: "Attempt timed out after 50 ms" },
  });
  expect(settle(2, stage(), timedOut, 0)).toEqual({ to: "failed", error: failure });
  expect(settle(2, stage({ onExhausted: "review" }), timedOut, 0)).toMatchObject({
    to: "awaiting_review",
    output: null,
    review: { summary: "**Escalated after 2 attempts:** Attempt timed out after 50 ms", details: null },
  });
});

test("what fails without feedback is retried or fails like any stage, also under a check", () => {
  const busy = (retryable: boolean): Outcome => ({
    kind: "failed",
    failure: { code: "busy", message: "Busy", retryable },
  });
  expect(settle(1, stage({ onExhausted: "review" }), busy(true), 0)).toMatchObject({ to: "retrying", delayMs: 100 });
  expect(settle(1, stage({ onExhausted: "review" }), busy(false), 0)).toMatchObject({ to: "failed" });
  expect(settle(2, stage({ onExhausted: "review" }), busy(true), 0)).toMatchObject({ to: "failed" });
});

test("whatever took too long, the next attempt is told", () => {
  const quiet = { code: "inactivity_timeout", message: "The outside system reported nothing for 50 ms" };
  expect(timeoutFeedback(quiet)).toEqual({
    summary: "Attempt timed out: The outside system reported nothing for 50 ms",
  });
  expect(timeoutFeedback({ code: "busy", message: "Busy" })).toBeNull();
});
