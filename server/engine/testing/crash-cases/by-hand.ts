import {
  type ByHand,
  cancelTasks,
  pauseRun,
  pauseTasks,
  redoTasks,
  resumeRun,
  resumeTasks,
  retryRun,
  skipTasks,
} from "#server/engine/control.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain } from "#server/engine/testing/published.ts";
import { taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, rowOf } from "#server/engine/testing/test-worker.ts";

const by = "test@example.org";
const ABC = [stages("a", "b", "c"), chain("a", "b", "c")] as const;

const handOn = ({ version, runId }: Awaited<ReturnType<typeof claimed>>): ByHand => ({
  workspaceId: version.workspaceId,
  runId,
  by,
});

/** What people do to runs and stages by hand. */
export const BY_HAND_CASES: Record<string, CrashCase> = {
  "pausing a run": async (pool) => {
    const at = await claimed(pool, stages("a", "b"));
    return (db) => pauseRun(db, handOn(at));
  },
  "resuming a run": async (pool) => {
    const at = await claimed(pool, stages("a", "b"));
    await pauseRun(pool, handOn(at));
    return (db) => resumeRun(db, handOn(at));
  },
  "pausing a stage": async (pool) => {
    const at = await claimed(pool, ...ABC);
    const { id } = await taskOf(pool, at.runId, "b");
    return (db) => pauseTasks(db, handOn(at), [id]);
  },
  "resuming a stage": async (pool) => {
    const at = await claimed(pool, ...ABC);
    const { id } = await taskOf(pool, at.runId, "b");
    await pauseTasks(pool, handOn(at), [id]);
    await at.worker.settle([at.task], COMPLETED);
    return (db) => resumeTasks(db, handOn(at), [id]);
  },
  "canceling a stage at work": async (pool) => {
    const at = await claimed(pool, ...ABC);
    return (db) => cancelTasks(db, handOn(at), [at.task.taskId]);
  },
  "canceling a fan-out at work": async (pool) => {
    const at = await claimed(pool, ...ABC);
    await at.worker.settle([at.task], fannedOut(3, 1));
    await at.worker.claim(1);
    return (db) => cancelTasks(db, handOn(at), [at.task.taskId]);
  },
  "skipping a stage": async (pool) => {
    const at = await claimed(pool, ...ABC);
    const { id } = await taskOf(pool, at.runId, "b");
    return (db) => skipTasks(db, handOn(at), [id]);
  },
  "skipping a stage that failed": async (pool) => {
    const at = await claimed(pool, ...ABC);
    await at.worker.settle([at.task], FAILED);
    return (db) => skipTasks(db, handOn(at), [at.task.taskId]);
  },
  "retrying what failed": async (pool) => {
    const at = await claimed(pool, ...ABC);
    await at.worker.settle([at.task], FAILED);
    return (db) => retryRun(db, handOn(at), 0);
  },
  "retrying a fan-out of which some failed": async (pool) => {
    const at = await claimed(pool, ...ABC);
    await at.worker.settle([at.task], fannedOut(3));
    const [first, ...others] = await at.worker.claim();
    if (!first) throw new Error("There are no subtasks");
    await at.worker.advance([rowOf(first, FAILED), ...others.map((task) => rowOf(task, COMPLETED))], 0);
    return (db) => retryRun(db, handOn(at), 0);
  },
  "doing a stage over while what depends on it runs": async (pool) => {
    const at = await claimed(pool, ...ABC);
    await at.worker.settle([at.task], COMPLETED);
    await at.worker.claim(1);
    return (db) => redoTasks(db, handOn(at), "rerun", [at.task.taskId]);
  },
};
