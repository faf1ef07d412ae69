import { afterEach, expect, test } from "vitest";
import { MAX_RESCUES } from "#core/settle.ts";
import { appendLogs, extendLeases, rescueTasks } from "#server/engine/leases.ts";
import { keepCode } from "#server/engine/task-memory.ts";
import { LEASE_MS, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const startOne = async () => startRun(pool, await publish(pool, [{ id: "a" }]));
const expireLeases = () =>
  pool.query("update task set lease_expires_at = now() - interval '1 second' where lease is not null");
const typesOf = async (run: number) => (await eventRowsOf(pool, run)).map(({ type }) => type);

test("a retry waits for its backoff, and the worker learns how long", async () => {
  const run = await startOne();
  await worker.settle([await worker.claimOne()], {
    to: "retrying",
    error: { code: "busy", message: "Try later", retryable: true },
    delayMs: 30_000,
  });
  const task = await taskOf(pool, run, "a");
  expect(task).toMatchObject({ status: "pending", attempt: 1, lease: null, error: null });
  const { claimed, nextInMs } = await worker.advance([], 1);
  expect(claimed).toBeNull();
  expect(nextInMs).toBeGreaterThan(0);
  expect(nextInMs).toBeLessThanOrEqual(30_000);
  const retrying = (await eventRowsOf(pool, run)).find(({ type }) => type === "task.retrying");
  expect(retrying?.data).toMatchObject({ attempt: 1, error: { code: "busy", message: "Try later", retryable: true } });
  expect(new Date(String(retrying?.data.availableAt))).toEqual(task.availableAt);
  await pool.query("update task set available_at = now() where id = $1", [task.id]);
  expect(await worker.claimOne()).toMatchObject({ taskId: task.id, attempt: 2 });
});

test("a worker that claims something still learns when the next retry is due", async () => {
  await startOne();
  await worker.settle([await worker.claimOne()], {
    to: "retrying",
    error: { code: "busy", message: "Try later" },
    delayMs: 30_000,
  });
  await startOne();
  const { claimed, nextInMs } = await worker.advance([], 2);
  expect(claimed?.tasks).toHaveLength(1);
  expect(nextInMs).toBeGreaterThan(0);
});

test("handing an attempt back does not spend it, and the task is ready at once", async () => {
  const run = await startOne();
  await worker.settle([await worker.claimOne()], { to: "returned", reason: "worker_stopping" });
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "pending", attempt: 0, rescueCount: 0 });
  expect((await eventRowsOf(pool, run)).at(-1)).toMatchObject({
    type: "task.returned",
    data: { reason: "worker_stopping" },
  });
  expect(await worker.claimOne()).toMatchObject({ attempt: 1 });
});

test("a task whose lease ran out is handed back, whoever held it, and its attempt is not spent", async () => {
  const run = await startOne();
  await worker.claimOne();
  expect(await rescueTasks(pool)).toBe(0);
  await expireLeases();
  expect(await rescueTasks(pool)).toBe(1);
  expect(await rescueTasks(pool)).toBe(0);
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "pending", attempt: 0, rescueCount: 1, lease: null });
  expect((await eventRowsOf(pool, run)).at(-1)).toMatchObject({
    type: "task.returned",
    data: { reason: "lease_expired" },
  });
});

test("two rescuers at once hand a task back once", async () => {
  const run = await startOne();
  await worker.claimOne();
  await expireLeases();
  const rescued = await Promise.all([rescueTasks(pool), rescueTasks(pool), rescueTasks(pool)]);
  expect(rescued.toSorted()).toEqual([0, 0, 1]);
  expect((await typesOf(run)).filter((type) => type === "task.returned")).toHaveLength(1);
});

test("a task that outlives too many workers fails, and its run with it", async () => {
  const run = await startOne();
  for (let rescue = 0; rescue <= MAX_RESCUES; rescue++) {
    expect((await taskOf(pool, run, "a")).status).toBe("pending");
    await worker.claimOne();
    await expireLeases();
    expect(await rescueTasks(pool)).toBe(1);
  }
  expect(await taskOf(pool, run, "a")).toMatchObject({
    status: "failed",
    error: { code: "worker_lost" },
    rescueCount: MAX_RESCUES + 1,
  });
  expect((await runOf(pool, run)).status).toBe("failed");
});

test("code that has come further between two losses is not given up, however many there are", async () => {
  const run = await startOne();
  for (let rescue = 0; rescue <= MAX_RESCUES + 1; rescue++) {
    const { taskId, lease } = await worker.claimOne();
    expect(await keepCode(pool, { taskId, lease, memory: new Uint8Array([1]), calls: [], answers: [] })).toBe(true);
    await expireLeases();
    expect(await rescueTasks(pool)).toBe(1);
  }
  expect(await taskOf(pool, run, "a")).toMatchObject({ status: "pending", rescueCount: 1 });
});

test("a heartbeat keeps the leases of a worker and tells which are lost", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }]);
  const run = await startRun(pool, published);
  const [a, b, c] = await worker.claim(3, 1_000);
  if (!a || !b || !c) throw new Error("Nothing was claimed");
  await worker.settle([a], COMPLETED);
  await pool.query("update task set lease_expires_at = now() - interval '1 second' where id = $1", [b.taskId]);
  await rescueTasks(pool);
  const stranger = new TestWorker(pool);
  expect(await extendLeases(pool, stranger.id, [c.taskId], LEASE_MS)).toEqual([]);
  expect(await extendLeases(pool, worker.id, [a.taskId, b.taskId, c.taskId], LEASE_MS)).toEqual([c.taskId]);
  const { rows } = await pool.query(
    "select lease_expires_at > now() + interval '30 seconds' as kept from task where id = $1",
    [c.taskId],
  );
  expect(rows).toEqual([{ kept: true }]);
  expect((await runOf(pool, run)).status).toBe("running");
});

test("a heartbeat does not wait for a settlement that is under way, and loses nothing by it", async () => {
  await startOne();
  const task = await worker.claimOne();
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select from task where id = $1 for update", [task.taskId]);
    expect(await extendLeases(pool, worker.id, [task.taskId], LEASE_MS)).toEqual([task.taskId]);
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("a heartbeat shows that the worker is alive", async () => {
  const listed = new TestWorker(pool);
  await listed.register();
  await pool.query("update worker set seen_at = now() - interval '1 hour' where id = $1", [listed.id]);
  await extendLeases(pool, listed.id, [], LEASE_MS);
  const { rows } = await pool.query("select seen_at > now() - interval '1 minute' as alive from worker where id = $1", [
    listed.id,
  ]);
  expect(rows).toEqual([{ alive: true }]);
});

test("a running task's log grows under its lease only", async () => {
  const run = await startOne();
  const task = await worker.claimOne();
  const line = { at: "2026-01-01T00:00:00.000Z", level: "info" as const, text: "Half way" };
  await appendLogs(pool, [{ ...task, lines: [line] }]);
  await appendLogs(pool, [{ ...task, lease: "00000000-0000-4000-8000-000000000000", lines: [line] }]);
  await worker.settle([task], COMPLETED);
  await appendLogs(pool, [{ ...task, lines: [line] }]);
  const logs = (await eventRowsOf(pool, run)).filter(({ type }) => type === "task.log");
  expect(logs.map(({ data }) => data)).toEqual([{ attempt: 1, lines: [line] }]);
});
