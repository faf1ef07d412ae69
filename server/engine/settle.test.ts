import { expect, test } from "vitest";
import type { Settlement } from "#core/settle.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, runStatusesOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);

const BY_OUTCOME: Settlement = { to: "skipped", skipReason: "outcome", output: null };
const NOT_TAKEN: Settlement = { to: "skipped", skipReason: "not_taken", output: null };

/** Runs everything; the named stages end as told, the others complete. */
const runWith = (ends: Record<string, Settlement>) => worker.runAll(({ stageId }) => ends[stageId] ?? COMPLETED);

test("the status of a run derives from its tasks, from queued to completed", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  expect(await runOf(pool, run)).toMatchObject({ status: "queued", openCount: 2 });
  const [a] = await worker.claim();
  expect(a).toMatchObject({ stageId: "a", attempt: 1 });
  expect(await runOf(pool, run)).toMatchObject({ status: "running", openCount: 2 });
  await worker.settle(a ? [a] : [], COMPLETED);
  expect(await runOf(pool, run)).toMatchObject({ status: "running", openCount: 1 });
  await worker.runAll();
  expect(await runOf(pool, run)).toMatchObject({ status: "completed", openCount: 0, failedCount: 0 });
  expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "completed"]);
});

test("an open review makes the run wait for it, even while other tasks run", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "gate", kind: "review", config: {} }, { id: "other" }]));
  const [gate, other] = await worker.claim();
  if (!gate || !other) throw new Error("Nothing was claimed");
  await worker.settle([gate], reviewed());
  expect(await runOf(pool, run)).toMatchObject({ status: "awaiting_review", reviewCount: 1, openCount: 2 });
  await worker.settle([other], COMPLETED);
  expect(await runOf(pool, run)).toMatchObject({ status: "awaiting_review", openCount: 1 });
});

test("a failed stage fails all that requires it, recursively, and its run", async () => {
  const run = await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "free" }], chain("a", "b", "c")),
  );
  await runWith({ a: FAILED });
  expect(await statusesOf(pool, run)).toEqual({ a: "failed", b: "failed", c: "failed", free: "completed" });
  expect((await taskOf(pool, run, "c")).error).toEqual({
    code: "required_stage_failed",
    message: "Required stage b failed",
  });
  expect(await runOf(pool, run)).toMatchObject({ status: "failed", failedCount: 3 });
});

test("a stage fails at once when a required one fails, without waiting for the others it depends on", async () => {
  const run = await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "slow" }, { id: "c" }], [...chain("a", "c"), ...chain("slow", "c")]),
  );
  const [a, slow] = await worker.claim();
  if (!a || !slow) throw new Error("Nothing was claimed");
  await worker.settle([a], FAILED);
  expect(await statusesOf(pool, run)).toEqual({ a: "failed", slow: "running", c: "failed" });
  expect((await runOf(pool, run)).status).toBe("running");
  await worker.settle([slow], COMPLETED);
  expect(await runOf(pool, run)).toMatchObject({ status: "failed", openCount: 0 });
});

test("a dependency that does not require success leads on from a failure", async () => {
  const run = await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "cleanup" }], [{ from: "a", to: "cleanup", requiresSuccess: false }]),
  );
  await runWith({ a: FAILED });
  expect(await statusesOf(pool, run)).toEqual({ a: "failed", cleanup: "completed" });
  expect((await runOf(pool, run)).status).toBe("failed");
});

test("a failure that is allowed does not fail the run, but what requires it fails", async () => {
  const alone = await startRun(pool, await publish(pool, [{ id: "a", allowFailure: true }]));
  const required = await startRun(
    pool,
    await publish(pool, [{ id: "a", allowFailure: true }, { id: "b" }], chain("a", "b")),
  );
  await runWith({ a: FAILED });
  expect(await runOf(pool, alone)).toMatchObject({ status: "completed", failedCount: 0 });
  expect(await runOf(pool, required)).toMatchObject({ status: "failed", failedCount: 1 });
});

test("a stage that skips itself leads on like one that completed", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  await runWith({ a: BY_OUTCOME });
  expect(await statusesOf(pool, run)).toEqual({ a: "skipped", b: "completed" });
  expect((await runOf(pool, run)).status).toBe("completed");
});

test("a stage to which no path led is skipped with all that only it leads to, and the run completes", async () => {
  const run = await startRun(
    pool,
    await publish(
      pool,
      [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }],
      [...chain("a", "b", "c", "d"), { from: "b", to: "d", requiresSuccess: false }],
    ),
  );
  await runWith({ b: NOT_TAKEN });
  expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "skipped", c: "skipped", d: "skipped" });
  expect(await taskOf(pool, run, "d")).toMatchObject({ skipReason: "not_taken", attempt: 0 });
  expect((await runOf(pool, run)).status).toBe("completed");
});

test("one path that is taken is enough", async () => {
  const run = await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], [...chain("a", "c"), ...chain("b", "c")]),
  );
  await runWith({ a: NOT_TAKEN });
  expect(await statusesOf(pool, run)).toEqual({ a: "skipped", b: "completed", c: "completed" });
});

test("parents that end in the same batch unlock their child once", async () => {
  const run = await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], [...chain("a", "c"), ...chain("b", "c")]),
  );
  const parents = await worker.claim();
  const { moved, claimed } = await worker.advance(
    parents.map((task) => rowOf(task, COMPLETED)),
    10,
  );
  expect(moved).toHaveLength(2);
  expect(claimed?.tasks.map(({ stageId }) => stageId)).toEqual(["c"]);
  await worker.settle(claimed?.tasks ?? [], COMPLETED);
  expect((await runOf(pool, run)).status).toBe("completed");
});

test("one call settles tasks of many runs, each with its own event numbers", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const runs = [await startRun(pool, published), await startRun(pool, published), await startRun(pool, published)];
  await worker.runAll();
  for (const run of runs) {
    const events = await eventRowsOf(pool, run);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type, stageId }) => [type, stageId])).toEqual([
      ["run.status", null],
      ["task.running", "a"],
      ["run.status", null],
      ["task.settled", "a"],
      ["task.running", "b"],
      ["task.settled", "b"],
      ["run.status", null],
    ]);
  }
});

test("logs, artifacts, input and output are written with the settlement", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  const line = { at: "2026-01-01T00:00:00.000Z", level: "info" as const, text: "Hello" };
  await worker.advance(
    [
      {
        ...rowOf(task, { to: "completed", output: { n: 1 } }),
        input: { m: 2 },
        log: [line],
        artifacts: [{ hash: "abc", name: "report.md", media_type: "text/markdown", size: 5 }],
      },
    ],
    0,
  );
  const { rows } = await pool.query(
    "select task.input, task.output, artifact.hash from task join artifact on task_id = task.id where task.id = $1",
    [task.taskId],
  );
  expect(rows).toEqual([{ input: { m: 2 }, output: { n: 1 }, hash: "abc" }]);
  const events = await eventRowsOf(pool, run);
  expect(events.slice(-3).map(({ type }) => type)).toEqual(["task.log", "task.settled", "run.status"]);
  expect(events.at(-3)?.data).toEqual({ attempt: 1, lines: [line] });
});
