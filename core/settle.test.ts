import { expect, test } from "vitest";
import { Stage } from "#core/definition.ts";
import type { Outcome } from "#core/outcome.ts";
import { MAX_RESCUES, settle, settleRescued } from "#core/settle.ts";

const plain = Stage.parse({ id: "a", kind: "transform" });
const retried = Stage.parse({ id: "a", kind: "transform", retry: { maxAttempts: 3, backoffMs: 100 } });
const each = Stage.parse({
  id: "a",
  kind: "transform",
  forEach: { items: { $: "input" }, concurrency: 2, onFailure: "continue" },
});

const failed = (retryable?: boolean): Outcome => ({
  kind: "failed",
  failure: { code: "busy", message: "Busy", ...(retryable !== undefined && { retryable }) },
});

test("another attempt is not made before the time that the one who refused it named, for an hour at most", () => {
  const asking = (retryAfterMs: number) =>
    settle(1, retried, { ...(failed(true) as object), retryAfterMs } as Outcome, 0);
  expect(asking(5_000)).toMatchObject({ to: "retrying", delayMs: 5_000 });
  expect(asking(1)).toMatchObject({ to: "retrying", delayMs: 100 });
  expect(asking(1e9)).toMatchObject({ to: "retrying", delayMs: 3_600_000 });
  expect(settle(3, retried, { ...(failed(true) as object), retryAfterMs: 1 } as Outcome, 0)).toMatchObject({
    to: "failed",
  });
});

test("an output completes the task", () => {
  expect(settle(1, plain, { kind: "completed", output: 7 }, 0)).toEqual({ to: "completed", output: 7 });
});

test("a stage that skips itself says so, with an output or without", () => {
  expect(settle(1, plain, { kind: "skipped", output: 7 }, 0)).toEqual({
    to: "skipped",
    skipReason: "outcome",
    output: 7,
  });
  expect(settle(1, plain, { kind: "skipped" }, 0)).toEqual({ to: "skipped", skipReason: "outcome", output: null });
});

test("a suspended attempt waits as it says", () => {
  const suspension = { for: "run" as const, runId: 7 };
  expect(settle(1, plain, { kind: "suspended", suspension, wakeAt: null }, 0)).toEqual({
    to: "suspended",
    suspension,
    wakeAt: null,
  });
});

test("an interrupted attempt is handed back", () => {
  expect(settle(1, plain, { kind: "interrupted" }, 0)).toEqual({ to: "returned", reason: "worker_stopping" });
});

test("a failure that may be retried is, while attempts are left, after the backoff", () => {
  const error = { code: "busy", message: "Busy", retryable: true };
  expect(settle(1, retried, failed(true), 0)).toEqual({ to: "retrying", error, delayMs: 100 });
  expect(settle(2, retried, failed(true), 0)).toEqual({ to: "retrying", error, delayMs: 200 });
  expect(settle(3, retried, failed(true), 0)).toEqual({ to: "failed", error });
});

test("a failure that may not be retried, or does not say, is final", () => {
  expect(settle(1, retried, failed(false), 0)).toMatchObject({ to: "failed" });
  expect(settle(1, retried, failed(), 0)).toMatchObject({ to: "failed" });
});

test("without a retry policy there is one attempt", () => {
  expect(settle(1, plain, failed(true), 0)).toMatchObject({ to: "failed" });
});

test("a fan-out makes one subtask an item, with the stage's window and way of failing", () => {
  expect(settle(1, each, { kind: "fan_out", items: [1, 2] }, 0)).toEqual({
    to: "fanned_out",
    items: [1, 2],
    concurrency: 2,
    keepsFailures: true,
  });
  expect(settle(1, plain, { kind: "fan_out", items: [1] }, 0)).toEqual({
    to: "fanned_out",
    items: [1],
    concurrency: null,
    keepsFailures: false,
  });
});

test("a fan-out over nothing completes with an empty list", () => {
  expect(settle(1, each, { kind: "fan_out", items: [] }, 0)).toEqual({ to: "completed", output: [] });
});

test("a gate waits for its review", () => {
  const review = { summary: "", details: null, form: null, assignees: [], onReject: "fail" as const };
  expect(settle(1, plain, { kind: "awaiting_review", review }, 0)).toEqual({ to: "awaiting_review", review });
});

test("a task whose lease ran out is handed back until it has taken too many workers down", () => {
  expect(settleRescued(0)).toEqual({ to: "returned", reason: "lease_expired" });
  expect(settleRescued(MAX_RESCUES - 1)).toEqual({ to: "returned", reason: "lease_expired" });
  expect(settleRescued(MAX_RESCUES)).toEqual({
    to: "failed",
    error: { code: "worker_lost", message: "The worker was lost 5 times while it ran this task", retryable: false },
  });
});

test("a suspension may bring the run that it waits for", () => {
  const child = { workflow_id: "w" };
  const outcome = { kind: "suspended", suspension: { for: "run" }, wakeAt: null, child } as const;
  expect(settle(1, {}, outcome, 0)).toEqual({ to: "suspended", suspension: { for: "run" }, wakeAt: null, child });
});
