import { afterEach, describe, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { type ByHand, pauseRun, pauseTasks, resumeRun, resumeTasks, retryRun } from "#server/engine/control.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, openReviewsOf, runOf, runStatusesOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const of = ({ workspaceId }: Published, runId: number): ByHand => ({ workspaceId, runId, by: "ada@example.org" });
const idOf = async (runId: number, stageId: string) => (await taskOf(pool, runId, stageId)).id;

describe("a paused run", () => {
  test("starts nothing new, lets what runs end, and goes on where it was", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b"));
    const run = await startRun(pool, published);
    const [a] = await worker.claim(1);
    expect(await pauseRun(pool, of(published, run))).toMatchObject({ outcome: "done", status: "paused" });
    expect(await worker.claim()).toEqual([]);
    expect(await worker.settle(a ? [a] : [], COMPLETED)).toHaveLength(1);
    expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "pending", c: "pending" });
    expect(await worker.claim()).toEqual([]);
    expect(await resumeRun(pool, of(published, run))).toMatchObject({ outcome: "done", status: "running" });
    await worker.runAll();
    expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "paused", "running", "completed"]);
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("holds back retries, what is handed back, and subtasks", async () => {
    const published = await publish(pool, [{ id: "again" }, { id: "back" }, { id: "each" }]);
    const run = await startRun(pool, published);
    const [again, back, each] = await worker.claim();
    if (!again || !back || !each) throw new Error("Not all were claimed");
    await pauseRun(pool, of(published, run));
    await worker.settle([again], { to: "retrying", error: { code: "busy", message: "Busy" }, delayMs: 0 });
    await worker.settle([back], { to: "returned", reason: "worker_stopping" });
    await worker.settle([each], fannedOut(3, 1));
    expect(await worker.claim()).toEqual([]);
    await resumeRun(pool, of(published, run));
    expect((await worker.claim()).map(({ stageId, subtask }) => [stageId, subtask])).toEqual([
      ["again", null],
      ["back", null],
      ["each", 0],
    ]);
  });

  test("that pauses or resumes again stays as it is; one that has finished is refused with its status", async () => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    expect(await resumeRun(pool, of(published, run))).toMatchObject({ outcome: "done", status: "queued" });
    await pauseRun(pool, of(published, run));
    const before = await eventRowsOf(pool, run);
    expect(await pauseRun(pool, of(published, run))).toMatchObject({ outcome: "done", status: "paused" });
    expect(await eventRowsOf(pool, run)).toEqual(before);
    await cancelRun(pool, published.workspaceId, run);
    expect(await pauseRun(pool, of(published, run))).toEqual({ outcome: "conflict", status: "canceled" });
    expect(await resumeRun(pool, of(published, run))).toEqual({ outcome: "conflict", status: "canceled" });
    expect(await runOf(pool, run)).toMatchObject({ isPaused: false });
    await retryRun(pool, of(published, run), 0);
    await worker.runAll();
    expect(await auditFinished(pool, run)).toEqual([]);
    expect(await pauseRun(pool, { ...of(published, run), workspaceId: "another" })).toEqual({ outcome: "unknown" });
  });

  test("takes decisions, and finishes when nothing is left to start", async () => {
    const published = await publish(pool, [{ id: "gate", kind: "review" }]);
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], reviewed());
    await pauseRun(pool, of(published, run));
    const [review] = await openReviewsOf(pool, run);
    if (!review) throw new Error("There is no review");
    const said = { decision: "approved" as const, comment: "", form: null, by: "ada", at: new Date().toISOString() };
    expect(await decideReview(pool, published.workspaceId, review, said, null)).toBe("decided");
    expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "awaiting_review", "paused", "completed"]);
    expect(await auditFinished(pool, run)).toEqual([]);
  });
});

describe("a paused stage", () => {
  test("waits, and is in line once it is resumed", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }]);
    const run = await startRun(pool, published);
    const a = await idOf(run, "a");
    expect(await pauseTasks(pool, of(published, run), [a])).toMatchObject({ outcome: "done", changed: [a] });
    expect(await pauseTasks(pool, of(published, run), [a])).toMatchObject({ outcome: "done", changed: [] });
    expect((await worker.claim()).map(({ stageId }) => stageId)).toEqual(["b"]);
    expect(await resumeTasks(pool, of(published, run), [a])).toMatchObject({ changed: [a] });
    expect(await resumeTasks(pool, of(published, run), [a])).toMatchObject({ changed: [] });
    expect(await worker.claimOne()).toMatchObject({ stageId: "a" });
  });

  test("goes on counting what it waits for", async () => {
    const published = await publish(
      pool,
      [{ id: "a" }, { id: "b" }, { id: "both" }],
      [...chain("a", "both"), ...chain("b", "both")],
    );
    const run = await startRun(pool, published);
    const both = await idOf(run, "both");
    await pauseTasks(pool, of(published, run), [both]);
    const [first, second] = await worker.claim();
    await worker.settle(first ? [first] : [], COMPLETED);
    await resumeTasks(pool, of(published, run), [both]);
    expect(await taskOf(pool, run, "both")).toMatchObject({ status: "waiting" });
    await pauseTasks(pool, of(published, run), [both]);
    await worker.settle(second ? [second] : [], COMPLETED);
    expect(await taskOf(pool, run, "both")).toMatchObject({ status: "paused" });
    expect(await worker.claim()).toEqual([]);
    await resumeTasks(pool, of(published, run), [both]);
    await worker.runAll();
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("fails with what it requires, and is skipped where no path leads to it", async () => {
    const published = await publish(
      pool,
      [{ id: "a" }, { id: "after" }, { id: "b" }, { id: "beside" }],
      [...chain("a", "after"), ...chain("b", "beside")],
    );
    const run = await startRun(pool, published);
    await pauseTasks(pool, of(published, run), [await idOf(run, "after"), await idOf(run, "beside")]);
    await worker.runAll(({ stageId }) =>
      stageId === "a" ? FAILED : { to: "skipped", skipReason: "not_taken", output: null },
    );
    expect(await statusesOf(pool, run)).toEqual({ a: "failed", after: "failed", b: "skipped", beside: "skipped" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("is one that has not started: others are refused with their status, and none is paused", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }]);
    const run = await startRun(pool, published);
    const [a] = await worker.claim(1);
    const [running, ready] = [a?.taskId ?? 0, await idOf(run, "b")];
    expect(await pauseTasks(pool, of(published, run), [ready, running])).toEqual({
      outcome: "conflict",
      taskId: running,
      status: "running",
    });
    expect(await statusesOf(pool, run)).toEqual({ a: "running", b: "pending" });
    await worker.settle(a ? [a] : [], fannedOut(1));
    const subtask = (await taskOf(pool, run, "a", 0)).id;
    expect(await pauseTasks(pool, of(published, run), [subtask])).toEqual({ outcome: "subtask", taskId: subtask });
    expect(await resumeTasks(pool, of(published, run), [ready, 1_000_000])).toEqual({
      outcome: "unknown",
      taskId: 1_000_000,
    });
  });
});

test("pauses, resumes and settlements at once leave a run that is whole", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(pool, published)));
  const tasks = await worker.claim();
  await Promise.all(
    tasks.map(async (task) => {
      const b = await idOf(task.runId, "b");
      await Promise.all([
        worker.settle([task], COMPLETED),
        pauseRun(pool, of(published, task.runId)),
        pauseTasks(pool, of(published, task.runId), [b]),
        worker.claim(1).then((claimed) => worker.settle(claimed, COMPLETED)),
      ]);
      await Promise.all([
        resumeTasks(pool, of(published, task.runId), [b]),
        resumeRun(pool, of(published, task.runId)),
      ]);
    }),
  );
  await worker.runAll();
  for (const run of runs) expect(await auditFinished(pool, run)).toEqual([]);
});
