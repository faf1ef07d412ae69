import { afterEach, expect, test } from "vitest";
import { rescueTasks } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
afterEach(() => pool.query("truncate run cascade"));

test("two workers never hold the same task", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }]);
  await startRuns(
    pool,
    Array.from({ length: 40 }, () => requestFor(published)),
    LEASE_MS,
  );
  const workers = Array.from({ length: 4 }, () => new TestWorker(pool));
  const held: number[] = [];
  // Rounds at once: a worker whose candidates are all locked gets nothing in that round.
  while (held.length < 120) {
    const rounds = await Promise.all(workers.map((worker) => worker.claim(7)));
    held.push(...rounds.flat().map(({ taskId }) => taskId));
  }
  expect(new Set(held).size).toBe(120);
  const { rows } = await pool.query(
    "select count(distinct lease)::int as leases from task where run_id in (select id from run where version_id = $1)",
    [published.versionId],
  );
  expect(rows).toEqual([{ leases: 120 }]);
  for (const worker of workers) expect(await worker.claim()).toEqual([]);
});

test("a worker gets no more tasks than it has slots, the oldest first", async () => {
  const worker = new TestWorker(pool);
  const published = await publish(pool, [{ id: "a" }]);
  const runs = [await startRun(pool, published), await startRun(pool, published), await startRun(pool, published)];
  expect((await worker.claim(2)).map(({ runId }) => runId)).toEqual(runs.slice(0, 2));
  expect((await worker.claim(2)).map(({ runId }) => runId)).toEqual(runs.slice(2));
});

test("a run whose row is locked is passed over, and hides nothing behind it", async () => {
  const worker = new TestWorker(pool);
  const published = await publish(pool, [{ id: "a" }]);
  const [locked, free] = [await startRun(pool, published), await startRun(pool, published)];
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select from run where id = $1 for update", [locked]);
    expect((await worker.claim(1)).map(({ runId }) => runId)).toEqual([free]);
    const { claimed, nextInMs } = await worker.advance([], 1);
    expect(claimed).toBeNull();
    expect(nextInMs).toBeLessThanOrEqual(0);
  } finally {
    await client.query("rollback");
    client.release();
  }
  expect((await worker.claim(1)).map(({ runId }) => runId)).toEqual([locked]);
});

test("a claim that passes over a locked run locks none of its tasks", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const [holder, passer] = [await pool.connect(), await pool.connect()];
  try {
    await holder.query("begin");
    await holder.query("select from run where id = $1 for update", [run]);
    await passer.query("begin");
    expect(await new TestWorker(passer).claim()).toEqual([]);
    expect(await new TestWorker(holder).claim()).toHaveLength(1);
  } finally {
    for (const client of [holder, passer]) {
      await client.query("rollback");
      client.release();
    }
  }
});

test("a settlement with a lost lease writes nothing", async () => {
  const [first, second] = [new TestWorker(pool), new TestWorker(pool)];
  const run = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  const lost = await first.claimOne();
  await pool.query("update task set lease_expires_at = now() - interval '1 second' where id = $1", [lost.taskId]);
  expect(await rescueTasks(pool)).toBe(1);
  const taken = await second.claimOne();
  const before = [await eventRowsOf(pool, run), await taskOf(pool, run, "a")];
  expect(await first.settle([lost], FAILED)).toEqual([]);
  expect([await eventRowsOf(pool, run), await taskOf(pool, run, "a")]).toEqual(before);
  expect(taken).toMatchObject({ taskId: lost.taskId, attempt: lost.attempt });
  expect(taken.lease).not.toBe(lost.lease);
  expect(await second.settle([taken], COMPLETED)).toEqual([taken.taskId]);
});

test("settling twice is settling once, in two calls or in one", async () => {
  const worker = new TestWorker(pool);
  const run = await startRun(pool, await publish(pool, [{ id: "once" }]));
  const task = await worker.claimOne();
  const row = rowOf(task, COMPLETED);
  expect((await worker.advance([row, row], 0)).moved).toEqual([task.taskId]);
  expect((await worker.advance([row], 0)).moved).toEqual([]);
  const settled = (await eventRowsOf(pool, run)).filter(({ type }) => type === "task.settled");
  expect(settled).toHaveLength(1);
});

test("two workers that settle the same task at once settle it once", async () => {
  const worker = new TestWorker(pool);
  await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  const answers = await Promise.all(Array.from({ length: 6 }, () => worker.settle([task], COMPLETED)));
  expect(answers.flat()).toEqual([task.taskId]);
});

test("a claim brings what its stages read: the run's input, and outputs of stages before", async () => {
  const worker = new TestWorker(pool);
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "c", input: { x: { $: "stages.a.output" } } }],
    chain("a", "b", "c"),
  );
  const [started] = await startRuns(
    pool,
    [requestFor(published, { input: { text: "hi" }, item_id: "item-1" })],
    LEASE_MS,
  );
  await worker.settle([await worker.claimOne()], { to: "completed", output: [1, null] });
  await worker.settle([await worker.claimOne()], COMPLETED);
  const { claimed } = await worker.advance([], 10);
  expect(claimed?.runs).toEqual([
    {
      runId: started?.runId,
      epoch: 0,
      workspaceId: published.workspaceId,
      versionId: published.versionId,
      itemId: "item-1",
      isBased: false,
      input: { text: "hi" },
      inputHash: null,
      outputs: {
        a: {
          status: "completed",
          skipReason: null,
          output: [1, null],
          isTooLarge: false,
          outputHash: null,
          subtasks: null,
        },
      },
    },
  ]);
});
