import { afterEach, expect, test } from "vitest";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

async function start(published: Published, priority?: number): Promise<number> {
  const [run] = await startRuns(
    pool,
    [requestFor(published, { ...(priority !== undefined && { priority }) })],
    LEASE_MS,
  );
  return run?.runId ?? 0;
}

/** A run that has just fanned out into so many subtasks. */
async function fannedOutRun(count: number, priority?: number): Promise<number> {
  const run = await start(await publish(pool, [{ id: "each" }]), priority);
  await worker.settle([await worker.claimOne()], fannedOut(count));
  return run;
}

test("a run of one task is served within the first claims, although another has 10,000 in line", async () => {
  const large = await fannedOutRun(10_000);
  await worker.settle(await worker.claim(50), COMPLETED);
  const small = await start(await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));

  const first = await worker.claim(2);
  expect(first.map(({ runId }) => runId)).toEqual([large, small]);
  // And so is what it unlocks.
  await worker.settle(first, COMPLETED);
  expect((await worker.claim(2)).map(({ runId }) => runId)).toContain(small);
});

test("runs of many tasks share in turn", async () => {
  const [one, other] = [await fannedOutRun(100), await start(await publish(pool, [{ id: "each" }]))];
  await worker.settle(
    (await worker.claim(2)).filter(({ runId }) => runId === other),
    fannedOut(100),
  );
  const counts = new Map<number, number>();
  for (const { runId } of await worker.claim(40)) counts.set(runId, (counts.get(runId) ?? 0) + 1);
  expect(counts.get(one)).toBeGreaterThanOrEqual(19);
  expect(counts.get(other)).toBeGreaterThanOrEqual(19);
});

test("what has more priority is claimed first, the run's and the stage's together", async () => {
  const plain = await publish(pool, [{ id: "a" }]);
  const urgentStage = await publish(pool, [{ id: "a", priority: 10 }]);
  const runs = [
    await start(plain),
    await start(plain, -5),
    await start(plain, 7),
    await start(urgentStage),
    await start(urgentStage, 1_000),
    await start(urgentStage, -20),
  ];
  const claimed = await worker.claim();
  const [middle, low, high, stage, most, least] = runs;
  expect((await pool.query("select priority from task where run_id = $1", [most])).rows).toEqual([{ priority: 1_010 }]);
  const order: number[] = [];
  await worker.settle(claimed, { to: "returned", reason: "worker_stopping" });
  for (const _ of runs) order.push((await worker.claim(1))[0]?.runId ?? 0);
  expect(order).toEqual([most, stage, high, middle, low, least]);
});

test("a stage that becomes ready, and subtasks, keep the priority of their run and stage", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "each", priority: 3 }], chain("a", "each"));
  const run = await start(published, 20);
  await worker.settle([await worker.claimOne()], COMPLETED);
  await worker.settle([await worker.claimOne()], fannedOut(2));
  const { rows } = await pool.query(
    "select stage_id, subtask, priority from task where run_id = $1 order by stage_id, subtask nulls first",
    [run],
  );
  expect(rows.map((row) => row.priority)).toEqual([20, 23, 23, 23]);
});

test("a failed attempt that is tried again waits behind nothing but the turn that is served", async () => {
  const run = await fannedOutRun(1_000);
  const [task] = await worker.claim(100);
  if (!task) throw new Error("Nothing was claimed");
  await worker.advance([{ ...rowOf(task, FAILED), to_status: "pending", delay_ms: 0 }], 0);
  const next = await worker.claim(2);
  expect(next.map(({ taskId }) => taskId)).toContain(task.taskId);
  expect(next.map(({ runId }) => runId)).toEqual([run, run]);
});

test("a limited fan-out lets its next subtasks in at the turn that is served", async () => {
  const large = await fannedOutRun(200);
  await worker.settle(await worker.claim(100), COMPLETED);
  const limited = await start(await publish(pool, [{ id: "each" }]));
  await worker.settle(
    (await worker.claim(2)).filter(({ runId }) => runId === limited),
    fannedOut(50, 2),
  );
  const both = await worker.claim(4);
  await worker.settle(
    both.filter(({ runId }) => runId === limited),
    COMPLETED,
  );
  const next = await worker.claim(4);
  expect(next.filter(({ runId }) => runId === limited)).toHaveLength(2);
  expect(next.filter(({ runId }) => runId === large)).toHaveLength(2);
});

test("a claim passes over the 10,000 tasks of a locked run and finds what stands behind them", async () => {
  const locked = await fannedOutRun(10_000);
  const behind = await start(await publish(pool, [{ id: "a" }]), -1);
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select from run where id = $1 for update", [locked]);
    expect((await worker.claim(8)).map(({ runId }) => runId)).toEqual([behind]);
  } finally {
    await client.query("rollback");
    client.release();
  }
});
