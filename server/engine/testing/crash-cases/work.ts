import type { ClaimedTask } from "#server/engine/advance.ts";
import { nextBatchId, stopBatch, submitBatch } from "#server/engine/batches.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { appendLogs, extendLeases, noteProgress, rescueTasks } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { keepCode, noteAnswers } from "#server/engine/task-memory.ts";
import { batchOf, type CrashCase, claimed, SUSPENDED, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain, LEASE_MS, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { openReviewsOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { wakeTasks } from "#server/engine/wake.ts";

const CALL = { id: 1, service: "http", method: "fetch", args: '{"url":"http://a.test"}' };
const codeOf = ({ taskId, lease }: ClaimedTask) => ({ taskId, lease, memory: Uint8Array.of(1, 2, 3) });

const DIAMOND = [...chain("a", "b", "d"), ...chain("a", "c", "d")];

/** What workers and doors do all day. */
export const WORK_CASES: Record<string, CrashCase> = {
  "starting a run": async (pool) => {
    const version = await publish(pool, stages("a", "b"), chain("a", "b"));
    return (db) => startRuns(db, [requestFor(version, { idempotency_key: "k" })], LEASE_MS);
  },
  "starting a run that an idle worker is handed": async (pool) => {
    const version = await publish(pool, stages("a", "b"), chain("a", "b"));
    const worker = new TestWorker(pool);
    await worker.register();
    await worker.claim();
    return (db) => startRuns(db, [requestFor(version, { idempotency_key: "k" })], LEASE_MS);
  },
  "starting many runs at once": async (pool) => {
    const version = await publish(pool, stages("a"));
    const requests = ["x", "y", "z"].map((idempotency_key) => requestFor(version, { idempotency_key }));
    return (db) => startRuns(db, requests, LEASE_MS);
  },
  "claiming a task": async (pool) => {
    await startRun(pool, await publish(pool, stages("a", "b"), chain("a", "b")));
    const worker = new TestWorker(pool);
    return (db) => worker.on(db).claim();
  },
  "settling what makes work ready for workers of another tag": async (pool) => {
    const tagged = [{ id: "a" }, { id: "b", workerTag: "gpu" }];
    const { task, worker } = await claimed(pool, tagged, chain("a", "b"));
    return (db) => worker.on(db).advance([rowOf(task, COMPLETED)], 5);
  },
  "settling a task whose children follow": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b", "c", "d"), DIAMOND);
    return (db) => worker.on(db).advance([rowOf(task, COMPLETED)], 5);
  },
  "settling a failure that runs down the graph": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b", "c", "d"), DIAMOND);
    return (db) => worker.on(db).advance([rowOf(task, FAILED)], 5);
  },
  "settling an attempt that will be tried again": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a"));
    const error = { code: "test", message: "Once more", retryable: true };
    return (db) => worker.on(db).advance([rowOf(task, { to: "retrying", error, delayMs: 0 })], 0);
  },
  "fanning out": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    return (db) => worker.on(db).advance([rowOf(task, fannedOut(3, 2))], 5);
  },
  "settling the last subtasks": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], fannedOut(2));
    const subtasks = await worker.claim();
    return (db) =>
      worker.on(db).advance(
        subtasks.map((each) => rowOf(each, COMPLETED)),
        5,
      );
  },
  "opening a review": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    return (db) => worker.on(db).advance([rowOf(task, reviewed())], 5);
  },
  "deciding a review": async (pool) => {
    const { version, runId, task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], reviewed());
    const [review] = await openReviewsOf(pool, runId);
    if (!review) throw new Error("No review was opened");
    const said = {
      decision: "approved",
      comment: "",
      form: null,
      by: "test@example.org",
      at: "2026-01-01T00:00:00Z",
    } as const;
    return (db) => decideReview(db, version.workspaceId, review, said, "k");
  },
  "canceling a run at work": async (pool) => {
    const { version, runId, task, worker } = await claimed(pool, stages("a", "b", "c"), chain("a", "b", "c"));
    await worker.settle([task], fannedOut(3, 1));
    await worker.claim(1);
    return (db) => cancelRun(db, version.workspaceId, runId);
  },
  "handing back what a dead worker held": async (pool) => {
    await claimed(pool, stages("a", "b"), chain("a", "b"));
    await pool.query("update task set lease_expires_at = now() - interval '1 hour' where lease is not null");
    return (db) => rescueTasks(db);
  },
  "extending leases": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a"));
    return async (db) => {
      await extendLeases(db, worker.id, [task.taskId], LEASE_MS);
      return worker.settle([task], COMPLETED);
    };
  },
  "suspending a task": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    return (db) => worker.on(db).advance([rowOf(task, SUSPENDED)], 0);
  },
  "suspending code, with what is kept of it": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a"));
    const asleep = { ...SUSPENDED, wakeAt: "2026-01-01T00:00:00Z", memory: "AQID" };
    return (db) => worker.on(db).advance([rowOf(task, asleep)], 0);
  },
  "keeping code that is about to call the outside": async (pool) => {
    const { task } = await claimed(pool, stages("a"));
    await keepCode(pool, { ...codeOf(task), calls: [CALL], answers: [] });
    const calls = [CALL, { ...CALL, id: 2 }];
    return (db) => keepCode(db, { ...codeOf(task), calls, answers: [[1, '{"ok":true,"value":1}']] });
  },
  "noting the last answers that code was given": async (pool) => {
    const { task } = await claimed(pool, stages("a"));
    await keepCode(pool, { ...codeOf(task), calls: [CALL], answers: [] });
    return (db) => noteAnswers(db, task.taskId, task.lease, [[1, '{"ok":true,"value":1}']]);
  },
  "ending code that went on from what was kept of it": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], { ...SUSPENDED, wakeAt: "2026-01-01T00:00:00Z", memory: "AQID" });
    const woken = await worker.claimOne();
    return (db) => worker.on(db).advance([rowOf(woken, COMPLETED)], 5);
  },
  "waking what is due": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], { ...SUSPENDED, wakeAt: "2026-01-01T00:00:00Z" });
    return (db) => worker.on(db).advance([], 1);
  },
  "waking a task from outside": async (pool) => {
    const { task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], SUSPENDED);
    return (db) => wakeTasks(db, [{ taskId: task.taskId, waitsFor: { for: "timer" }, result: { by: "hand" } }]);
  },
  "submitting a batch": async (pool) => {
    const version = await publish(pool, stages("a"));
    const id = await nextBatchId(pool);
    const { workspaceId: workspace_id, workflowId: workflow_id } = version;
    const who = { workspace_id, workflow_id, created_by: "test@example.org", idempotency_key: "k", request_hash: "r" };
    const batch = { id, title: "", metadata: null, on_complete: null, ...who };
    const requests = [1, 2, 3].map(() => requestFor(version, { batch_id: id }));
    return (db) => submitBatch(db, batch, requests, LEASE_MS);
  },
  "settling the last run of a batch": async (pool) => {
    const version = await publish(pool, stages("a"));
    await batchOf(pool, version, 2);
    const worker = new TestWorker(pool);
    const tasks = await worker.claim();
    return (db) =>
      worker.on(db).advance(
        tasks.map((task) => rowOf(task, COMPLETED)),
        0,
      );
  },
  "stopping a batch": async (pool) => {
    const version = await publish(pool, stages("a", "b"), chain("a", "b"));
    const batch = await batchOf(pool, version, 3);
    await new TestWorker(pool).claim(1);
    return (db) => stopBatch(db, version.workspaceId, batch);
  },
  "appending to a log": async (pool) => {
    const { runId, task } = await claimed(pool, stages("a"));
    const lines = [{ at: "2026-01-01T00:00:00.000Z", level: "info" as const, text: "Hello" }];
    return (db) => appendLogs(db, [{ taskId: task.taskId, runId, lease: task.lease, lines }]);
  },
  "telling how far a task has come": async (pool) => {
    const { runId, task } = await claimed(pool, stages("a"));
    const { taskId, lease } = task;
    return (db) => noteProgress(db, [{ taskId, runId, lease, done: 1, total: 2, note: "half" }]);
  },
  "telling what a task has written": async (pool) => {
    const { runId, task } = await claimed(pool, stages("a"));
    const { taskId, lease } = task;
    return (db) => noteProgress(db, [{ taskId, runId, lease, done: 4, total: null, note: null, text: "Half" }]);
  },
};

/** Repeating these is harmless and leaves a trace: a line of log twice, progress told again, a lease that ends later. */
export const SAID_TWICE: ReadonlySet<string> = new Set([
  "appending to a log",
  "telling how far a task has come",
  "telling what a task has written",
  "telling how far an outside system has come",
  "extending leases",
]);
