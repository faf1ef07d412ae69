import type { Pool, Queryable } from "#server/db.ts";
import { answerReview } from "#server/engine/answer-review.ts";
import { askReview } from "#server/engine/ask-review.ts";
import { awaitRun } from "#server/engine/await-run.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import type { DecisionResult } from "#server/engine/decide-review.ts";
import { keepCode } from "#server/engine/task-memory.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { openReviewsOf } from "#server/engine/testing/rows.ts";
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

const REVIEW = { title: "Fine?", summary: "", details: { n: 1 }, form: null, assignees: [] };
const APPROVED = { decision: "approved", comment: "", form: null, by: "somebody", at: "2026-11-28T08:00:00Z" } as const;

/** A claimed stage whose code asks a person; `ask` makes the call. */
async function askingPerson(pool: Pool) {
  const at = await claimed(pool, stages("a"));
  const { taskId, lease, runId } = at.task;
  await keepCode(pool, { taskId, lease, memory: Uint8Array.of(1), calls: [], answers: [] });
  const ask = (db: Queryable) => askReview(db, { taskId, lease, callId: 1 }, REVIEW);
  async function answer(): Promise<(db: Queryable) => Promise<DecisionResult>> {
    const [seen] = await openReviewsOf(pool, runId);
    if (!seen) throw new Error("No review has opened");
    return (db) => answerReview(db, at.version.workspaceId, seen, APPROVED, "once");
  }
  return { ...at, ask, answer };
}

/** Calls of code that wait for the end of a run, or for a person. */
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
  "asking a person": async (pool) => {
    const { ask } = await askingPerson(pool);
    return (db) => ask(db);
  },
  "answering code that waits for a person": async (pool) => {
    const { ask, answer, task, worker } = await askingPerson(pool);
    await ask(pool);
    await worker.settle([task], WAITING);
    return answer();
  },
  "suspending code that was answered before": async (pool) => {
    const { ask, answer, task, worker } = await askingPerson(pool);
    await ask(pool);
    await (await answer())(pool);
    return (db) => worker.on(db).advance([rowOf(task, WAITING)], 0);
  },
  "asking again what was answered": async (pool) => {
    const { ask, answer } = await askingPerson(pool);
    await ask(pool);
    await (await answer())(pool);
    return (db) => ask(db);
  },
  "ending code that does not wait for a person any more": async (pool) => {
    const { ask, task, worker } = await askingPerson(pool);
    await ask(pool);
    return (db) => worker.on(db).advance([rowOf(task, COMPLETED)], 0);
  },
  "canceling the run of code that waits for a person": async (pool) => {
    const { ask, task, version, runId, worker } = await askingPerson(pool);
    await ask(pool);
    await worker.settle([task], WAITING);
    return (db) => cancelRun(db, version.workspaceId, runId);
  },
};
