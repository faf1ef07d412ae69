import { expect, test } from "vitest";
import { RUN_ACTIONS, runsFor, STAGE_ACTIONS, stagesFor } from "#components/control/stage-actions.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";

const stage = (status: TaskStatus, skipReason: SkipReason | null = null) => ({ status, skipReason, subtasks: null });
const actionsOf = (status: TaskStatus, skipReason: SkipReason | null = null) =>
  STAGE_ACTIONS.filter((action) => stagesFor(action, [stage(status, skipReason)]).length > 0);

test("a stage offers what its status allows", () => {
  expect(actionsOf("waiting")).toEqual(["skip", "pause", "cancel"]);
  expect(actionsOf("paused")).toEqual(["skip", "resume", "cancel"]);
  expect(actionsOf("running")).toEqual(["cancel"]);
  expect(actionsOf("awaiting_review")).toEqual(["cancel"]);
  expect(actionsOf("failed")).toEqual(["retry", "skip"]);
  expect(actionsOf("canceled")).toEqual(["retry", "skip"]);
  expect(actionsOf("completed")).toEqual(["rerun"]);
  expect(actionsOf("skipped", "by_hand")).toEqual(["rerun"]);
  expect(actionsOf("skipped", "not_taken")).toEqual([]);
});

test("a fan-out that completed although some of it failed can be retried", () => {
  const subtasks = {
    total: 2,
    waiting: 0,
    pending: 0,
    running: 0,
    completed: 1,
    failed: 1,
    skipped: 0,
    canceled: 0,
    awaiting_review: 0,
  };
  expect(stagesFor("retry", [{ ...stage("completed"), subtasks }])).toHaveLength(1);
});

test("a run offers what its status allows", () => {
  const of = (status: RunStatus, failedCount = 0) =>
    RUN_ACTIONS.filter((action) => runsFor(action, [{ status, failedCount }]).length > 0);
  expect(of("running")).toEqual(["pause", "cancel"]);
  expect(of("running", 1)).toEqual(["pause", "retry", "cancel"]);
  expect(of("paused")).toEqual(["resume", "cancel"]);
  expect(of("failed", 1)).toEqual(["retry"]);
  expect(of("canceled")).toEqual(["retry"]);
  expect(of("completed")).toEqual([]);
});
