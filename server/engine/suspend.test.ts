import { expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { rescueTasks, unknownLeases } from "#server/engine/leases.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, runStatusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, rowOf, suspended, TestWorker } from "#server/engine/testing/test-worker.ts";
import { wakeTasks } from "#server/engine/wake.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);

const startOne = async () => startRun(pool, await publish(pool, [{ id: "a" }]));
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const typesOf = async (run: number) => (await eventRowsOf(pool, run)).map(({ type }) => type);

/** A run whose only task waits for what the suspension says. */
async function waiting(suspension: { for: "run" | "external"; runId?: number }) {
  const run = await startOne();
  const task = await worker.claimOne();
  await worker.settle([task], { to: "suspended", suspension, wakeAt: null });
  return { run, taskId: task.taskId };
}

test("a suspended task holds no lease and is claimed by nobody, while its run stays running", async () => {
  const { run, taskId } = await waiting({ for: "external" });
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "suspended", attempt: 1, lease: null });
  expect(await runOf(pool, run)).toMatchObject({ status: "running", openCount: 1 });
  expect(await worker.claim()).toEqual([]);
  expect(await rescueTasks(pool)).toBe(0);
  const told = (await eventRowsOf(pool, run)).find(({ type }) => type === "task.suspended");
  expect(told?.data).toEqual({ for: "external" });
  await wakeTasks(pool, [{ taskId, waitsFor: {}, result: {} }]);
  await worker.runAll();
  expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "completed"]);
});

test("what was waited for travels to the attempt that goes on, and the attempt counts once", async () => {
  const { run, taskId } = await waiting({ for: "run", runId: 7 });
  const wake = { taskId, waitsFor: { for: "run", runId: 7 }, result: { status: "completed" } };
  expect(await wakeTasks(pool, [wake])).toEqual([taskId]);
  const task = await worker.claimOne();
  expect(task).toMatchObject({ attempt: 1, suspension: { for: "run", runId: 7, status: "completed" } });
  await worker.settle([task], COMPLETED);
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "completed", attempt: 1 });
  expect(await typesOf(run)).toEqual([
    "run.status",
    "task.running",
    "run.status",
    "task.suspended",
    "task.woken",
    "task.running",
    "task.settled",
    "run.status",
  ]);
});

test("a task wakes once, and only by what it waits for", async () => {
  const { run, taskId } = await waiting({ for: "run", runId: 7 });
  const other = { taskId, waitsFor: { for: "run", runId: 8 }, result: { status: "failed" } };
  const right = { taskId, waitsFor: { for: "run", runId: 7 }, result: { status: "completed" } };
  expect(await wakeTasks(pool, [other])).toEqual([]);
  const woken = await Promise.all([wakeTasks(pool, [right]), wakeTasks(pool, [right]), wakeTasks(pool, [other])]);
  expect(woken.flat()).toEqual([taskId]);
  expect((await typesOf(run)).filter((type) => type === "task.woken")).toHaveLength(1);
  await worker.runAll();
  expect(await wakeTasks(pool, [right])).toEqual([]);
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "completed" });
});

test("a timer wakes its task when its time has come, and the worker learns how long that is", async () => {
  const run = await startOne();
  await worker.settle([await worker.claimOne()], suspended(inMs(30_000)));
  const early = await worker.advance([], 1);
  expect(early.claimed).toBeNull();
  expect(early.nextInMs).toBeGreaterThan(20_000);
  expect(early.nextInMs).toBeLessThanOrEqual(30_000);
  await pool.query("update task set wake_at = now() where run_id = $1", [run]);
  const task = await worker.claimOne();
  expect(task).toMatchObject({ runId: run, attempt: 1, suspension: { for: "timer" } });
  await worker.settle([task], COMPLETED);
});

test("of two workers that look at once, one wakes a task", async () => {
  const run = await startOne();
  await worker.settle([await worker.claimOne()], suspended(inMs(-1_000)));
  const claims = await Promise.all([worker.claim(), new TestWorker(pool).claim(), new TestWorker(pool).claim()]);
  expect(claims.flat()).toHaveLength(1);
  expect((await typesOf(run)).filter((type) => type === "task.woken")).toHaveLength(1);
  await worker.settle(claims.flat(), COMPLETED);
});

test("what it waited for survives a worker that dies or stops in the second phase", async () => {
  const { run, taskId } = await waiting({ for: "run", runId: 7 });
  await wakeTasks(pool, [{ taskId, waitsFor: {}, result: { status: "completed" } }]);
  await worker.settle([await worker.claimOne()], { to: "returned", reason: "worker_stopping" });
  const again = await worker.claimOne();
  expect(again).toMatchObject({ attempt: 1, suspension: { status: "completed" } });
  const adopted = await unknownLeases(pool, worker.id, []);
  expect(adopted?.tasks).toMatchObject([{ taskId, suspension: { status: "completed" } }]);
  await pool.query("update task set lease_expires_at = now() - interval '1 second' where id = $1", [taskId]);
  await rescueTasks(pool);
  expect(await worker.claimOne()).toMatchObject({ attempt: 1, suspension: { for: "run", status: "completed" } });
  await pool.query("delete from run where id = $1", [run]);
});

test("the attempt after a failed one begins anew", async () => {
  const { run, taskId } = await waiting({ for: "run", runId: 7 });
  await wakeTasks(pool, [{ taskId, waitsFor: {}, result: {} }]);
  const error = { code: "test", message: "Not yet" };
  await worker.settle([await worker.claimOne()], { to: "retrying", error, delayMs: 0 });
  const next = await worker.claimOne();
  expect(next).toMatchObject({ runId: run, attempt: 2, suspension: null });
  await worker.settle([next], COMPLETED);
});

test("a suspended task can be canceled, and no wake-up brings it back", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  const task = await worker.claimOne();
  await worker.settle([task], suspended(inMs(-1_000)));
  expect(await cancelRun(pool, published.workspaceId, run)).toBe("canceled");
  expect(await wakeTasks(pool, [{ taskId: task.taskId, waitsFor: {}, result: {} }])).toEqual([]);
  expect(await worker.claim()).toEqual([]);
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "canceled" });
});

test("a worker that is full tells the others of what waits for a time", async () => {
  const run = await startOne();
  const task = await worker.claimOne();
  const listener = await pool.connect();
  try {
    const heard = new Promise((resolve) => listener.once("notification", resolve));
    await listener.query("listen heddle_work");
    await worker.advance([rowOf(task, suspended(inMs(30_000)))], 0);
    await heard;
  } finally {
    await listener.query("unlisten heddle_work");
    listener.release();
  }
  await pool.query("delete from run where id = $1", [run]);
});
