import { afterEach, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, runStatusesOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

test("canceling ends what is not settled, and leaves what is", async () => {
  const published = await publish(
    pool,
    [{ id: "done" }, { id: "running" }, { id: "ready" }, { id: "later" }],
    [...chain("done", "running"), ...chain("done", "ready"), ...chain("running", "later")],
  );
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], COMPLETED);
  const [running] = await worker.claim(1);
  expect(await cancelRun(pool, published.workspaceId, run)).toBe("canceled");
  expect(await statusesOf(pool, run)).toEqual({
    done: "completed",
    running: "canceled",
    ready: "canceled",
    later: "canceled",
  });
  expect(await worker.settle(running ? [running] : [], COMPLETED)).toEqual([]);
  expect(await worker.claim()).toEqual([]);
  expect(await runOf(pool, run)).toMatchObject({ status: "canceled", isCanceled: true, openCount: 0 });
  expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "canceled"]);
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("canceling again changes nothing and answers the same", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  expect(await cancelRun(pool, published.workspaceId, run)).toBe("canceled");
  const before = await eventRowsOf(pool, run);
  expect(await Promise.all([1, 2, 3].map(() => cancelRun(pool, published.workspaceId, run)))).toEqual([
    "canceled",
    "canceled",
    "canceled",
  ]);
  expect(await eventRowsOf(pool, run)).toEqual(before);
});

test("a finished run stays as it is", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const [completed, failed] = [await startRun(pool, published), await startRun(pool, published)];
  await worker.runAll(({ runId }) => (runId === failed ? FAILED : COMPLETED));
  expect(await cancelRun(pool, published.workspaceId, completed)).toBe("completed");
  expect(await cancelRun(pool, published.workspaceId, failed)).toBe("failed");
});

test("the run of another workspace is not known", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  expect(await cancelRun(pool, "another", run)).toBeNull();
  expect(await cancelRun(pool, published.workspaceId, run + 1_000)).toBeNull();
  expect((await runOf(pool, run)).status).toBe("queued");
});

test("canceling closes open reviews", async () => {
  const published = await publish(pool, [{ id: "gate", kind: "review" }]);
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], reviewed());
  await cancelRun(pool, published.workspaceId, run);
  const { rows } = await pool.query("select status, decision from review where run_id = $1", [run]);
  expect(rows).toEqual([{ status: "canceled", decision: null }]);
  expect(await runOf(pool, run)).toMatchObject({ status: "canceled", reviewCount: 0 });
});

test("canceling a fan-out ends the stage and its subtasks, counted once", async () => {
  const published = await publish(pool, [{ id: "each" }, { id: "after" }], chain("each", "after"));
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(5, 2));
  const [first] = await worker.claim();
  await worker.settle(first ? [first] : [], COMPLETED);
  await cancelRun(pool, published.workspaceId, run);
  expect(await taskOf(pool, run, "each", 0)).toMatchObject({ status: "completed" });
  expect(await taskOf(pool, run, "each", 4)).toMatchObject({ status: "canceled" });
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("a cancel and a settlement at once leave a run that is whole", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(pool, published)));
  const tasks = await worker.claim();
  await Promise.all(
    tasks.map((task) =>
      Promise.all([worker.settle([task], COMPLETED), cancelRun(pool, published.workspaceId, task.runId)]),
    ),
  );
  for (const run of runs) {
    expect(await auditFinished(pool, run)).toEqual([]);
    expect((await runOf(pool, run)).status).toBe("canceled");
  }
});
