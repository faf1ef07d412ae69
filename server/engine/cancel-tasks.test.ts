import { afterEach, expect, test } from "vitest";
import { type ByHand, cancelTasks, pauseTasks } from "#server/engine/control.ts";
import { listen } from "#server/engine/listener.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, openReviewsOf, runOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, fannedOut, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const of = ({ workspaceId }: Published, runId: number): ByHand => ({ workspaceId, runId, by: "ada@example.org" });
const idOf = async (runId: number, stageId: string, subtask: number | null = null) =>
  (await taskOf(pool, runId, stageId, subtask)).id;

test("a canceled stage counts as failed for those that require it, and leads on elsewhere", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "needs" }, { id: "any" }],
    [...chain("a", "needs"), { from: "a", to: "any", requiresSuccess: false }],
  );
  const run = await startRun(pool, published);
  const a = await worker.claimOne();
  expect(await cancelTasks(pool, of(published, run), [a.taskId])).toMatchObject({ changed: [a.taskId] });
  expect(await statusesOf(pool, run)).toEqual({ a: "canceled", needs: "failed", any: "pending" });
  expect(await worker.settle([a], COMPLETED)).toEqual([]);
  await worker.runAll();
  expect(await runOf(pool, run)).toMatchObject({ status: "failed", failedCount: 2, isCanceled: false });
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("canceling again changes nothing, and what has ended otherwise is refused with its status", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }]);
  const run = await startRun(pool, published);
  const [a, b] = [await idOf(run, "a"), await idOf(run, "b")];
  await cancelTasks(pool, of(published, run), [a]);
  const before = await eventRowsOf(pool, run);
  expect(await cancelTasks(pool, of(published, run), [a])).toMatchObject({ outcome: "done", changed: [] });
  expect(await eventRowsOf(pool, run)).toEqual(before);
  await worker.runAll();
  expect(await cancelTasks(pool, of(published, run), [a, b])).toEqual({
    outcome: "conflict",
    taskId: b,
    status: "completed",
  });
  expect(await cancelTasks(pool, { ...of(published, run), workspaceId: "another" }, [a])).toEqual({
    outcome: "unknown",
  });
});

test("a paused stage, and one that awaits a decision, can be canceled", async () => {
  const published = await publish(pool, [{ id: "held" }, { id: "gate", kind: "review" }]);
  const run = await startRun(pool, published);
  await pauseTasks(pool, of(published, run), [await idOf(run, "held")]);
  await worker.settle([await worker.claimOne()], reviewed());
  await cancelTasks(pool, of(published, run), [await idOf(run, "held"), await idOf(run, "gate")]);
  expect(await openReviewsOf(pool, run)).toEqual([]);
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("a canceled fan-out takes its subtasks with it", async () => {
  const published = await publish(pool, [{ id: "each" }, { id: "after" }], chain("each", "after"));
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(4, 2));
  const [first, second] = await worker.claim();
  await worker.settle(first ? [first] : [], COMPLETED);
  await cancelTasks(pool, of(published, run), [await idOf(run, "each")]);
  expect(await worker.settle(second ? [second] : [], COMPLETED)).toEqual([]);
  expect(await worker.claim()).toEqual([]);
  expect(await taskOf(pool, run, "each")).toMatchObject({ subtaskOpen: 0, subtaskFailed: 3 });
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("a canceled subtask counts as failed in its fan-out, and lets the next one start", async () => {
  const published = await publish(pool, [{ id: "each" }]);
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(2, 1, true));
  await cancelTasks(pool, of(published, run), [await idOf(run, "each", 0)]);
  expect(await worker.claimOne()).toMatchObject({ subtask: 1 });
  await cancelTasks(pool, of(published, run), [await idOf(run, "each", 1)]);
  expect(await runOf(pool, run)).toMatchObject({ status: "completed" });
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("workers are told which attempts to stop", async () => {
  const published = await publish(pool, [{ id: "each" }]);
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(700));
  const claimed = await worker.claim(650);
  const told: string[] = [];
  const all = Promise.withResolvers<void>();
  const idsIn = () => told.flatMap((payload) => payload.slice(2).split(",").map(Number));
  const listening = await listen(
    url,
    "heddle_work",
    (payload) => {
      if (payload.startsWith("t:")) told.push(payload);
      if (idsIn().length >= claimed.length) all.resolve();
    },
    () => undefined,
  );
  await cancelTasks(pool, of(published, run), [await idOf(run, "each")]);
  await all.promise;
  await listening.close();
  expect(told.length).toBeGreaterThan(1);
  expect(idsIn().toSorted((a, b) => a - b)).toEqual(claimed.map(({ taskId }) => taskId).toSorted((a, b) => a - b));
});
