import { afterEach, expect, test } from "vitest";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, taskOf, tasksOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
const forEach = { items: { $: "input.items" } };

/** A run of `each` → `after` whose first stage has fanned out. */
async function fannedOutRun(...how: Parameters<typeof fannedOut>): Promise<number> {
  const published = await publish(
    pool,
    [
      { id: "each", forEach },
      { id: "after", input: { $: "stages.each.output" } },
    ],
    chain("each", "after"),
  );
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(...how));
  return run;
}

afterEach(() => pool.query("truncate run cascade"));

test("subtasks get their items in order, and the next stage reads their outputs in order", async () => {
  const run = await fannedOutRun(5);
  const subtasks = await worker.claim();
  expect(subtasks.map(({ subtask, item }) => [subtask, item])).toEqual(
    [0, 1, 2, 3, 4].map((index) => [index, { index }]),
  );
  // Settled in the other order.
  for (const task of subtasks.toReversed()) await worker.settle([task], { to: "completed", output: task.subtask });
  const { claimed } = await worker.advance([], 1);
  expect(claimed?.tasks.map(({ stageId }) => stageId)).toEqual(["after"]);
  expect(claimed?.runs[0]?.outputs.each?.subtasks?.map(({ output }) => output)).toEqual([0, 1, 2, 3, 4]);
  expect((await eventRowsOf(pool, run)).find(({ type }) => type === "task.fanned_out")?.data).toEqual({ total: 5 });
});

test("the stage stays running, without a lease, until all its subtasks have settled", async () => {
  const run = await fannedOutRun(2);
  const [first, second] = await worker.claim();
  if (!first || !second) throw new Error("Nothing was claimed");
  await worker.settle([first], COMPLETED);
  expect(await taskOf(pool, run, "each")).toMatchObject({ status: "running", lease: null, subtaskOpen: 1 });
  expect(await statusesOf(pool, run)).toEqual({ each: "running", after: "waiting" });
  await worker.settle([second], COMPLETED);
  expect(await statusesOf(pool, run)).toEqual({ each: "completed", after: "pending" });
});

test("a limited fan-out keeps no more than its window open, and takes subtasks in order", async () => {
  const run = await fannedOutRun(7, 3);
  const order: unknown[] = [];
  for (let held = await worker.claim(); held.length > 0 && held[0]?.stageId === "each"; held = await worker.claim()) {
    expect(held.length).toBeLessThanOrEqual(3);
    order.push(...held.map(({ subtask }) => subtask));
    await worker.settle(held.slice(0, 2), COMPLETED);
    const open = (await tasksOf(pool, run)).filter(
      ({ subtask, status }) => subtask !== null && (status === "pending" || status === "running"),
    );
    expect(open.length).toBeLessThanOrEqual(3);
    await worker.settle(held.slice(2), COMPLETED);
  }
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("a subtask that waits for its next attempt keeps its place in the window", async () => {
  const run = await fannedOutRun(3, 1);
  const first = await worker.claimOne();
  await worker.settle([first], { to: "retrying", error: { code: "test", message: "Again" }, delayMs: 60_000 });
  expect(await worker.claim()).toEqual([]);
  expect((await tasksOf(pool, run)).filter(({ subtask }) => subtask !== null).map(({ status }) => status)).toEqual([
    "pending",
    "waiting",
    "waiting",
  ]);
});

test("one failed subtask fails the stage once the others have settled", async () => {
  const run = await fannedOutRun(3);
  await worker.runAll(({ subtask }) => (subtask === 1 ? FAILED : COMPLETED));
  expect(await statusesOf(pool, run)).toEqual({ each: "failed", after: "failed" });
  expect(await taskOf(pool, run, "each")).toMatchObject({
    error: { code: "subtasks_failed", message: "1 of 3 subtasks failed" },
    subtaskFailed: 1,
  });
  expect(await runOf(pool, run)).toMatchObject({ status: "failed", failedCount: 2 });
});

test("a fan-out that continues keeps failures beside the outputs, in order, and completes", async () => {
  const run = await fannedOutRun(3, null, true);
  await worker.settle(await worker.claim(1), FAILED);
  await worker.settle(await worker.claim(2), { to: "completed", output: "fine" });
  const { claimed } = await worker.advance([], 1);
  expect(claimed?.runs[0]?.outputs.each?.subtasks?.map(({ status, output }) => [status, output])).toEqual([
    ["failed", null],
    ["completed", "fine"],
    ["completed", "fine"],
  ]);
  await worker.settle(claimed?.tasks ?? [], COMPLETED);
  expect(await runOf(pool, run)).toMatchObject({ status: "completed", failedCount: 0 });
});

test("subtasks that all end in one batch settle their stage once", async () => {
  const run = await fannedOutRun(4);
  const subtasks = await worker.claim();
  const { claimed } = await worker.advance(
    subtasks.map((task) => rowOf(task, COMPLETED)),
    5,
  );
  expect(claimed?.tasks.map(({ stageId }) => stageId)).toEqual(["after"]);
  const settled = (await eventRowsOf(pool, run)).filter(
    ({ type, stageId }) => type === "task.settled" && stageId === "each",
  );
  expect(settled.map(({ subtask }) => subtask).toSorted()).toEqual([0, 1, 2, 3, null]);
});

test("10,000 subtasks run to their end in a few calls of a thousand each", async () => {
  const run = await fannedOutRun(10_000, 2_500);
  let calls = 0;
  let settlements: ReturnType<typeof rowOf>[] = [];
  for (;;) {
    const { claimed } = await worker.advance(settlements, 1_000);
    if (!claimed) break;
    calls += 1;
    settlements = claimed.tasks.map((task) => rowOf(task, COMPLETED));
  }
  expect(calls).toBe(11);
  expect(await runOf(pool, run)).toMatchObject({ status: "completed", openCount: 0 });
  const { rows } = await pool.query(
    "select count(*)::int as events, max(seq) as last, count(distinct seq)::int as seqs from event where run_id = $1",
    [run],
  );
  // Twice each subtask and stage, the fan-out, and queued, running, completed.
  expect(rows).toEqual([{ events: 20_008, last: 20_008, seqs: 20_008 }]);
});
