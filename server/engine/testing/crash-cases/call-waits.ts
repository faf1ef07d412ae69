import type { Pool } from "#server/db.ts";
import { awaitRun } from "#server/engine/await-run.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { keepCode } from "#server/engine/task-memory.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf } from "#server/engine/testing/test-worker.ts";

const WAITING = { to: "suspended", suspension: { for: "call", keepsMemory: true, waits: true }, wakeAt: null } as const;

/** A claimed stage whose code has asked for the end of another run, which was claimed as well. */
async function asking(pool: Pool) {
  const at = await claimed(pool, stages("a"));
  const { workspaceId } = at.version;
  const inner = await startRun(pool, await publish(pool, stages("inner")));
  await pool.query("update run set workspace_id = $2 where id = $1", [inner, workspaceId]);
  const innerTask = await at.worker.claimOne();
  const { taskId, lease } = at.task;
  await keepCode(pool, { taskId, lease, memory: Uint8Array.of(1), calls: [], answers: [] });
  const asked = { workspaceId, taskId, lease, callId: 1, runId: inner };
  return { ...at, asked, innerTask };
}

/** Calls of code that wait for the end of a run. */
export const CALL_WAIT_CASES: Record<string, CrashCase> = {
  "asking for the end of a run": async (pool) => {
    const { asked } = await asking(pool);
    return (db) => awaitRun(db, asked);
  },
  "ending a run that a call waits for": async (pool) => {
    const { asked, task, innerTask, worker } = await asking(pool);
    await awaitRun(pool, asked);
    await worker.settle([task], WAITING);
    return (db) => worker.on(db).advance([rowOf(innerTask, COMPLETED)], 0);
  },
  "suspending code whose call was called back before": async (pool) => {
    const { asked, task, innerTask, worker } = await asking(pool);
    await awaitRun(pool, asked);
    await worker.settle([innerTask], COMPLETED);
    return (db) => worker.on(db).advance([rowOf(task, WAITING)], 0);
  },
  "claiming code whose call was called back": async (pool) => {
    const { asked, task, innerTask, worker } = await asking(pool);
    await awaitRun(pool, asked);
    await worker.settle([task], WAITING);
    await worker.settle([innerTask], COMPLETED);
    return (db) => worker.on(db).advance([], 5);
  },
  "canceling the run of code that waits for a call": async (pool) => {
    const { asked, task, version, runId, worker } = await asking(pool);
    await awaitRun(pool, asked);
    await worker.settle([task], WAITING);
    return (db) => cancelRun(db, version.workspaceId, runId);
  },
};
