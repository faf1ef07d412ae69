import { afterEach, expect, test } from "vitest";
import type { Queryable } from "#server/db.ts";
import { advance } from "#server/engine/advance.ts";
import { rescueTasks, unknownLeases } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, LEASE_MS, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, tasksOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
afterEach(() => pool.query("truncate run cascade"));

/** Does something in a transaction that never commits, as when the process or the server dies in it. */
async function dyingIn(work: (db: Queryable) => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await work(client);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const everythingOf = async (runId: number) => ({
  run: await runOf(pool, runId),
  tasks: await tasksOf(pool, runId),
  events: await eventRowsOf(pool, runId),
});

const expireLeases = () =>
  pool.query("update task set lease_expires_at = now() - interval '1 second' where lease is not null");

test("a crash before a start commits leaves no trace of the run", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  await dyingIn((db) => startRuns(db, [requestFor(published, { idempotency_key: "k" })], LEASE_MS));

  expect((await pool.query("select from run")).rowCount).toBe(0);
  const [again] = await startRuns(pool, [requestFor(published, { idempotency_key: "k" })], LEASE_MS);
  expect(again?.isNew).toBe(true);
});

test("a crash before a claim commits leaves the task to the next worker, and no event", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const before = await everythingOf(runId);
  await dyingIn((db) => new TestWorker(db).claimOne());

  expect(await everythingOf(runId)).toEqual(before);
  expect((await new TestWorker(pool).claimOne()).attempt).toBe(1);
});

test("a worker whose claim was committed but never answered finds it as its own", async () => {
  const worker = new TestWorker(pool);
  await startRun(pool, await publish(pool, [{ id: "a" }]));
  const claimed = await worker.claimOne();

  expect((await unknownLeases(pool, worker.id, []))?.tasks).toEqual([claimed]);
  expect(await unknownLeases(pool, worker.id, [claimed.taskId])).toBeNull();
});

test("a crash during an attempt costs one lease: another worker does it over, and the first writes nothing", async () => {
  const [dead, alive] = [new TestWorker(pool), new TestWorker(pool)];
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const lost = await dead.claimOne();
  await expireLeases();
  expect(await rescueTasks(pool)).toBe(1);
  const again = await alive.claimOne();

  expect([again.taskId, again.attempt]).toEqual([lost.taskId, 1]);
  expect(await dead.settle([lost], COMPLETED)).toEqual([]);
  expect(await alive.settle([again], COMPLETED)).toEqual([again.taskId]);
  expect((await runOf(pool, runId)).status).toBe("completed");
  expect(await auditFinished(pool, runId)).toEqual([]);
});

test("a crash before a settlement commits leaves everything as it was, and settling again does all of it", async () => {
  const worker = new TestWorker(pool);
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  const task = await worker.claimOne();
  const before = await everythingOf(runId);
  await dyingIn((db) =>
    advance(db, {
      workerId: worker.id,
      wasIdle: true,
      slots: 5,
      leaseMs: LEASE_MS,
      settlements: [rowOf(task, COMPLETED)],
      knownRuns: [],
      tags: [""],
    }),
  );

  expect(await everythingOf(runId)).toEqual(before);
  expect(await worker.settle([task], COMPLETED)).toEqual([task.taskId]);
  expect(await statusesOf(pool, runId)).toEqual({ a: "completed", b: "pending" });
});

test("a crash after a settlement committed, before anybody was told, loses nothing: whoever looks finds what follows", async () => {
  const worker = new TestWorker(pool);
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  const task = await worker.claimOne();
  await worker.settle([task], COMPLETED);
  const settled = await everythingOf(runId);

  expect(await worker.settle([task], COMPLETED)).toEqual([]);
  expect(await everythingOf(runId)).toEqual(settled);
  await new TestWorker(pool).runAll();
  expect((await runOf(pool, runId)).status).toBe("completed");
  expect(await auditFinished(pool, runId)).toEqual([]);
});
