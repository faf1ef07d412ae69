import { beforeEach, expect, test } from "vitest";
import { rescueTasks } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { runOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

/** What broke in Delta's task runner (systems.md 1.7), and does not here. */
const { pool } = await testDatabase();
let worker: TestWorker;
beforeEach(async () => {
  await pool.query("delete from run");
  worker = new TestWorker(pool);
});

test("a rescue takes back what a dead worker held and leaves a living one its work", async () => {
  const dead = new TestWorker(pool);
  const published = await publish(pool, [{ id: "a" }]);
  const lost = await startRun(pool, published);
  await dead.claimOne();
  const kept = await startRun(pool, published);
  const mine = await worker.claimOne();
  await pool.query("update task set lease_expires_at = now() - interval '1 hour' where run_id = $1", [lost]);

  expect(await rescueTasks(pool)).toBe(1);

  expect(await taskOf(pool, lost, "a")).toMatchObject({ status: "pending", lease: null });
  expect(await taskOf(pool, kept, "a")).toMatchObject({ status: "running", lease: mine.lease });
});

test("what was submitted within the same millisecond is claimed in the order of submission", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const started = await startRuns(
    pool,
    Array.from({ length: 50 }, () => requestFor(published)),
    LEASE_MS,
  );

  const claimed: number[] = [];
  for (const _ of Array(10).keys()) claimed.push(...(await worker.claim(5)).map(({ runId }) => runId));

  expect(claimed).toEqual(started.map(({ runId }) => runId).toSorted((a, b) => a - b));
});

test("workers that claim at the same moment neither fail nor share a task", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  await startRuns(
    pool,
    Array.from({ length: 100 }, () => requestFor(published)),
    LEASE_MS,
  );

  const claims = await Promise.all(Array.from({ length: 10 }, () => new TestWorker(pool).claim(20)));

  const taken = claims.flat().map(({ taskId }) => taskId);
  expect(new Set(taken).size).toBe(taken.length);
  await worker.claim(1_000);
  const { rows } = await pool.query("select count(*)::int as running from task where status = 'running'");
  expect(rows).toEqual([{ running: 100 }]);
});

test("a completed task stays completed, whoever settles it late or again", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  await worker.settle([task], COMPLETED);

  expect(await worker.settle([task], FAILED)).toEqual([]);
  expect(await worker.settle([{ ...task, lease: "00000000-0000-0000-0000-000000000000" }], FAILED)).toEqual([]);

  expect(await statusesOf(pool, runId)).toEqual({ a: "completed" });
});

test("what is to follow a failure follows it", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "cleanup" }],
    [{ from: "a", to: "cleanup", requiresSuccess: false }],
  );
  const runId = await startRun(pool, published);

  await worker.runAll(({ stageId }) => (stageId === "a" ? FAILED : COMPLETED));

  expect(await statusesOf(pool, runId)).toEqual({ a: "failed", cleanup: "completed" });
});

test("a retry does over the stage that failed, and none before it", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  const attempts: string[] = [];

  await worker.runAll(({ stageId, attempt }) => {
    attempts.push(`${stageId}${attempt}`);
    const isFirstOfB = stageId === "b" && attempt === 1;
    return isFirstOfB ? { to: "retrying", error: { code: "busy", message: "busy" }, delayMs: 0 } : COMPLETED;
  });

  expect(attempts).toEqual(["a1", "b1", "b2"]);
  expect((await runOf(pool, runId)).status).toBe("completed");
});

test("follow-ups are committed with the completion that causes them, or not at all", async () => {
  const spawns = [{ workflow: "test.flow" }, { workflow: "test.flow", delayMs: 1_000 }];
  const runId = await startRun(pool, await publish(pool, [{ id: "a", spawns }]));
  const task = await worker.claimOne();
  const followUps = async () =>
    (await pool.query("select status from spawn where run_id = $1", [runId])).rows.map(({ status }) => status);
  const connection = await pool.connect();
  await connection.query("begin");
  await worker.on(connection).settle([task], COMPLETED);
  connection.release(true);
  expect(await followUps()).toEqual([]);
  expect(await statusesOf(pool, runId)).toEqual({ a: "running" });

  for (const _ of [1, 2]) await worker.settle([task], COMPLETED);

  expect(await followUps()).toEqual(["pending", "pending"]);
  expect(await statusesOf(pool, runId)).toEqual({ a: "completed" });
});
