import { expect, test } from "vitest";
import { attemptsOf } from "#server/runs/attempts-of.ts";

const error = { code: "test", message: "Not yet" };
const task = { status: "running", startedAt: "10:00", finishedAt: null, error: null, reviewOpenedAt: null } as const;

test("a task that never began has no attempt", () => {
  expect(attemptsOf({ ...task, status: "skipped", startedAt: null, finishedAt: "10:01" }, [])).toEqual([]);
});

test("the only attempt is told by the task itself", () => {
  expect(attemptsOf({ ...task, status: "completed", finishedAt: "10:01" }, [])).toEqual([
    { number: 1, startedAt: "10:00", finishedAt: "10:01", outcome: "completed", error: null },
  ]);
});

test("attempts that failed come before the one that runs", () => {
  const ended = [{ at: "10:01", error, next: { at: "10:02", attempt: 2 } }];

  expect(attemptsOf(task, ended)).toEqual([
    { number: 1, startedAt: "10:00", finishedAt: "10:01", outcome: "failed", error },
    { number: 2, startedAt: "10:02", finishedAt: null, outcome: "running", error: null },
  ]);
});

test("a task that waits for its next attempt shows the last one's failure", () => {
  expect(attemptsOf({ ...task, status: "pending" }, [{ at: "10:01", error, next: null }])).toMatchObject([
    { number: 1, outcome: "failed" },
  ]);
});

test("an attempt that was handed back keeps its number for the next", () => {
  const ended = [{ at: "10:01", error: null, next: { at: "10:02", attempt: 1 } }];

  expect(attemptsOf({ ...task, status: "failed", finishedAt: "10:03", error }, ended)).toMatchObject([
    { number: 1, outcome: "returned", error: null },
    { number: 1, outcome: "failed", error },
  ]);
});

test("a suspended attempt goes on: it has not ended", () => {
  expect(attemptsOf({ ...task, status: "suspended" }, [])).toEqual([
    { number: 1, startedAt: "10:00", finishedAt: null, outcome: "suspended", error: null },
  ]);
});

test("a gate's attempt ends when the review opens, not when it is decided", () => {
  expect(attemptsOf({ ...task, status: "completed", finishedAt: "11:00", reviewOpenedAt: "10:01" }, [])).toMatchObject([
    { finishedAt: "10:01", outcome: "awaiting_review" },
  ]);
});
