import { afterEach, describe, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { type ByHand, cancelTasks, redoTasks, retryRun, skipTasks } from "#server/engine/control.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import {
  eventRowsOf,
  openReviewsOf,
  runOf,
  runStatusesOf,
  statusesOf,
  taskOf,
  tasksOf,
} from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, reviewed, rowOf, suspended, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const by = "ada@example.org";
const of = ({ workspaceId }: Published, runId: number): ByHand => ({ workspaceId, runId, by });
const idOf = async (runId: number, stageId: string) => (await taskOf(pool, runId, stageId)).id;
const failing =
  (...stages: string[]) =>
  ({ stageId }: { stageId: string }) =>
    stages.includes(stageId) ? FAILED : COMPLETED;

async function failedRun(): Promise<[Published, number]> {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "side" }],
    [...chain("a", "b", "c"), ...chain("a", "side")],
  );
  const run = await startRun(pool, published);
  await worker.runAll(failing("b"));
  return [published, run];
}

describe("a retry from the failed stages", () => {
  test("does them and what depends on them over, and leaves the rest", async () => {
    const [published, run] = await failedRun();
    const before = await tasksOf(pool, run);
    expect(await retryRun(pool, of(published, run), 0)).toMatchObject({ outcome: "done", status: "running" });
    expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "pending", c: "waiting", side: "completed" });
    expect(await runOf(pool, run)).toMatchObject({ status: "running", epoch: 1, openCount: 2, failedCount: 0 });
    await worker.runAll();
    expect(await runOf(pool, run)).toMatchObject({ status: "completed", taskCount: 4 });
    const rounds = (await tasksOf(pool, run)).map(({ stageId, round }) => `${stageId}${round}`).toSorted();
    expect(rounds).toEqual(["a1", "b1", "b2", "c1", "c2", "side1"]);
    for (const task of before)
      expect((await tasksOf(pool, run)).find(({ id }) => id === task.id)).toMatchObject({ status: task.status });
    expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "failed", "running", "completed"]);
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("is told in the log of the run: what, by whom, and with which rows", async () => {
    const [published, run] = await failedRun();
    await retryRun(pool, of(published, run), 0);
    const told = (await eventRowsOf(pool, run)).find(({ type }) => type === "run.round");
    expect(told?.data).toEqual({
      mode: "retry",
      by,
      epoch: 1,
      seeds: ["b", "c"],
      stages: [
        { stageId: "b", taskId: await idOf(run, "b"), round: 2, status: "pending" },
        { stageId: "c", taskId: await idOf(run, "c"), round: 2, status: "waiting" },
      ],
    });
  });

  test("that is repeated opens no second round", async () => {
    const [published, run] = await failedRun();
    await Promise.all([1, 2, 3].map(() => retryRun(pool, of(published, run), 0)));
    await worker.runAll(failing("b"));
    const before = await eventRowsOf(pool, run);
    expect(await retryRun(pool, of(published, run), 0)).toEqual({ outcome: "done", changed: [], status: "failed" });
    expect(await eventRowsOf(pool, run)).toEqual(before);
    expect(await runOf(pool, run)).toMatchObject({ epoch: 1 });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("of a run in which nothing failed is refused with its status", async () => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    expect(await retryRun(pool, of(published, run), 0)).toMatchObject({ outcome: "done", changed: [] });
    await worker.runAll();
    expect(await retryRun(pool, of(published, run), 0)).toEqual({ outcome: "conflict", status: "completed" });
    expect(await retryRun(pool, { ...of(published, run), workspaceId: "another" }, 0)).toEqual({ outcome: "unknown" });
  });

  test("goes on with a canceled run where it was stopped", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
    const run = await startRun(pool, published);
    await cancelRun(pool, published.workspaceId, run);
    expect(await retryRun(pool, of(published, run), 0)).toMatchObject({ outcome: "done", status: "queued" });
    await worker.runAll();
    expect(await runOf(pool, run)).toMatchObject({ status: "completed", isCanceled: false });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("while others run replaces what failed and cancels what depends on it", async () => {
    const published = await publish(
      pool,
      [{ id: "a", allowFailure: true }, { id: "slow" }, { id: "after" }],
      [{ from: "a", to: "after", requiresSuccess: false }],
    );
    const run = await startRun(pool, published);
    const claimed = await worker.claim();
    const slow = claimed.filter(({ stageId }) => stageId === "slow");
    await worker.settle(
      claimed.filter(({ stageId }) => stageId === "a"),
      FAILED,
    );
    const after = await worker.claim();
    expect(after.map(({ stageId }) => stageId)).toEqual(["after"]);
    await retryRun(pool, of(published, run), 0);
    expect(await worker.settle(after, COMPLETED)).toEqual([]);
    expect(await worker.settle(slow, COMPLETED)).toHaveLength(1);
    expect(await statusesOf(pool, run)).toEqual({ a: "pending", slow: "completed", after: "waiting" });
    await worker.runAll();
    expect(await auditFinished(pool, run)).toEqual([]);
    expect(await runOf(pool, run)).toMatchObject({ status: "completed" });
  });
});

describe("running again from a stage", () => {
  test("does it and what depends on it over, whatever became of it", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b", "c"));
    const run = await startRun(pool, published);
    await worker.runAll();
    const [b] = [await idOf(run, "b")];
    expect(await redoTasks(pool, of(published, run), "rerun", [b])).toMatchObject({ status: "running" });
    expect(await redoTasks(pool, of(published, run), "rerun", [b])).toMatchObject({ outcome: "done", changed: [] });
    expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "pending", c: "waiting" });
    await worker.runAll();
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("reads the outputs of the latest round", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b", input: { $: "stages.a.output" } }], chain("a", "b"));
    const run = await startRun(pool, published);
    await worker.runAll(() => ({ to: "completed", output: "old" }));
    await redoTasks(pool, of(published, run), "rerun", [await idOf(run, "a")]);
    const again = await worker.claimOne();
    expect(again.epoch).toBe(1);
    const row = rowOf(again, { to: "completed", output: "new" });
    const { claimed } = await worker.advance([row], 1);
    expect(claimed?.runs[0]).toMatchObject({ epoch: 1, outputs: { a: { output: "new" } } });
  });

  test("starts from what the stages beside it have come to", async () => {
    const published = await publish(
      pool,
      [{ id: "a" }, { id: "bad", allowFailure: true }, { id: "end", allowFailure: true }, { id: "any" }],
      [
        ...chain("a", "end"),
        ...chain("bad", "end"),
        ...chain("a", "any"),
        { from: "bad", to: "any", requiresSuccess: false },
      ],
    );
    const run = await startRun(pool, published);
    await worker.runAll(failing("bad"));
    await redoTasks(pool, of(published, run), "rerun", [await idOf(run, "a")]);
    expect(await statusesOf(pool, run)).toEqual({ a: "pending", bad: "failed", end: "failed", any: "waiting" });
    await worker.runAll();
    expect(await statusesOf(pool, run)).toEqual({ a: "completed", bad: "failed", end: "failed", any: "completed" });
    expect(await runOf(pool, run)).toMatchObject({ status: "completed" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("does a required stage that failed over as well", async () => {
    const [published, run] = await failedRun();
    await redoTasks(pool, of(published, run), "rerun", [await idOf(run, "c")]);
    expect(await statusesOf(pool, run)).toMatchObject({ b: "pending", c: "waiting" });
  });

  test("is refused for a stage that has not ended, or to which no path led, with its status", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
    const run = await startRun(pool, published);
    const [a, b] = [await idOf(run, "a"), await idOf(run, "b")];
    expect(await redoTasks(pool, of(published, run), "rerun", [b])).toEqual({
      outcome: "conflict",
      taskId: b,
      status: "waiting",
    });
    expect(await redoTasks(pool, of(published, run), "retry", [a + 1_000])).toEqual({
      outcome: "unknown",
      taskId: a + 1_000,
    });
    await worker.runAll(() => ({ to: "skipped", skipReason: "not_taken", output: null }));
    expect(await redoTasks(pool, of(published, run), "rerun", [b])).toMatchObject({ status: "skipped" });
    expect(await redoTasks(pool, of(published, run), "retry", [a])).toMatchObject({ status: "skipped" });
  });

  test("closes the reviews of what it replaces", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "gate", kind: "review" }], chain("a", "gate"));
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], COMPLETED);
    await worker.settle([await worker.claimOne()], reviewed());
    await redoTasks(pool, of(published, run), "rerun", [await idOf(run, "a")]);
    expect(await openReviewsOf(pool, run)).toEqual([]);
    expect(await runOf(pool, run)).toMatchObject({ status: "running", reviewCount: 0, openCount: 2 });
  });
});

describe("skipping a stage by hand", () => {
  test("that has not started lets what depends on it go on", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b", "c"));
    const run = await startRun(pool, published);
    const [a, b] = [await idOf(run, "a"), await idOf(run, "b")];
    expect(await skipTasks(pool, of(published, run), [b])).toMatchObject({ outcome: "done" });
    expect(await statusesOf(pool, run)).toEqual({ a: "pending", b: "skipped", c: "pending" });
    expect(await skipTasks(pool, of(published, run), [a, b])).toMatchObject({ outcome: "done" });
    const before = await eventRowsOf(pool, run);
    expect(await skipTasks(pool, of(published, run), [a, b])).toMatchObject({ outcome: "done" });
    expect(await eventRowsOf(pool, run)).toEqual(before);
    await worker.runAll();
    expect(await taskOf(pool, run, "b")).toMatchObject({ skipReason: "by_hand" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("that waits for its time ends the wait; one that somebody works on outside is refused", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "out" }], chain("a", "b"));
    const run = await startRun(pool, published);
    const tasks = await worker.claim();
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const rows = tasks.map((task) => rowOf(task, suspended(task.stageId === "a" ? later : null)));
    await worker.advance(rows, 0);
    expect(await skipTasks(pool, of(published, run), [await idOf(run, "out")])).toMatchObject({ status: "suspended" });
    expect(await skipTasks(pool, of(published, run), [await idOf(run, "a")])).toMatchObject({ outcome: "done" });
    expect(await statusesOf(pool, run)).toEqual({ a: "skipped", b: "pending", out: "suspended" });
    await cancelTasks(pool, of(published, run), [await idOf(run, "out")]);
    await worker.runAll();
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("that failed opens a round in which it is skipped and what depends on it runs", async () => {
    const [published, run] = await failedRun();
    const old = await idOf(run, "b");
    expect(await skipTasks(pool, of(published, run), [old])).toMatchObject({ outcome: "done", status: "running" });
    expect(await statusesOf(pool, run)).toMatchObject({ b: "skipped", c: "pending" });
    await worker.runAll();
    expect(await runOf(pool, run)).toMatchObject({ status: "completed", epoch: 1 });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("that nothing depends on completes the run at once", async () => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    await worker.runAll(failing("a"));
    expect(await skipTasks(pool, of(published, run), [await idOf(run, "a")])).toMatchObject({ status: "completed" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("is refused for one that runs or has ended otherwise", async () => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    const task = await worker.claimOne();
    expect(await skipTasks(pool, of(published, run), [task.taskId])).toMatchObject({ status: "running" });
    await worker.settle([task], COMPLETED);
    expect(await skipTasks(pool, of(published, run), [task.taskId])).toMatchObject({ status: "completed" });
  });
});

test("rounds and settlements at once leave a run that is whole", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b", "c"));
  const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(pool, published)));
  await worker.settle(await worker.claim(), COMPLETED);
  const tasks = await worker.claim();
  await Promise.all(
    tasks.map(async (task) => {
      const a = await idOf(task.runId, "a");
      await Promise.all([
        worker.settle([task], FAILED),
        redoTasks(pool, of(published, task.runId), "rerun", [a]),
        retryRun(pool, of(published, task.runId), 0),
        cancelTasks(pool, of(published, task.runId), [task.taskId]),
      ]);
    }),
  );
  await worker.runAll();
  for (const run of runs) expect(await auditFinished(pool, run)).toEqual([]);
});
