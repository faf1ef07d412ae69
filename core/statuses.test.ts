import { expect, test } from "vitest";
import { isFinished, isSettled, mayMove, RUN_MOVES, RUN_STATUSES, TASK_MOVES, TASK_STATUSES } from "#core/statuses.ts";

test("a settled task never changes again", () => {
  expect(TASK_STATUSES.filter(isSettled)).toEqual(["completed", "failed", "skipped", "canceled"]);
  for (const from of TASK_STATUSES.filter(isSettled))
    for (const to of TASK_STATUSES) expect(mayMove(from, to)).toBe(false);
});

test("a task moves as the table says", () => {
  expect(mayMove("waiting", "pending")).toBe(true);
  expect(mayMove("waiting", "running")).toBe(false);
  expect(mayMove("running", "awaiting_review")).toBe(true);
});

test("every open task can be canceled, and every run that is not finished", () => {
  for (const from of TASK_STATUSES.filter((status) => !isSettled(status)))
    expect(TASK_MOVES[from]).toContain("canceled");
  for (const from of RUN_STATUSES.filter((status) => !isFinished(status)))
    expect(RUN_MOVES[from]).toContain("canceled");
});

test("a finished run may run again, and never becomes what only an open one can be", () => {
  expect(RUN_STATUSES.filter(isFinished)).toEqual(["completed", "failed", "canceled"]);
  for (const from of RUN_STATUSES.filter(isFinished)) {
    expect(RUN_MOVES[from]).toContain("running");
    expect(RUN_MOVES[from]).not.toContain("paused");
  }
});

test("every status can be reached from the first", () => {
  const reached = new Set<string>(["waiting", "queued"]);
  const moves = { ...TASK_MOVES, ...RUN_MOVES, running: [...TASK_MOVES.running, ...RUN_MOVES.running] };
  for (const _ of TASK_STATUSES)
    for (const from of [...reached]) for (const to of moves[from as keyof typeof moves]) reached.add(to);
  // Nothing suspends a task yet that is not running; everything else follows from the first status.
  expect([...new Set([...TASK_STATUSES, ...RUN_STATUSES])].filter((status) => !reached.has(status))).toEqual([]);
});
