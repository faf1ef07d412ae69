import { beforeEach, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { cancelTasks, pauseTasks, resumeTasks, retryRun } from "#server/engine/control.ts";
import { appendLogs } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, taskOf, tasksOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

/** What broke in Task Runner and ArcRun (systems.md 4.11), and does not here: dependencies, cancels, late writers. */
const { pool } = await testDatabase();
let worker: TestWorker;
beforeEach(async () => {
  await pool.query("delete from run");
  worker = new TestWorker(pool);
});

const countersOf = async (runId: number, stageId: string) =>
  (
    await pool.query("select wait_finished, taken_count from task where run_id = $1 and stage_id = $2", [
      runId,
      stageId,
    ])
  ).rows[0];

test("a cancel never overwrites what has ended", async () => {
  const published = await publish(pool, [{ id: "done" }, { id: "failed", allowFailure: true }, { id: "open" }]);
  const runId = await startRun(pool, published);
  const tasks = await worker.claim();
  const of = (stageId: string) => tasks.filter((task) => task.stageId === stageId);
  await worker.settle(of("done"), COMPLETED);
  await worker.settle(of("failed"), FAILED);

  await cancelRun(pool, published.workspaceId, runId);

  expect(await statusesOf(pool, runId)).toEqual({ done: "completed", failed: "failed", open: "canceled" });
});

test("a parent that is settled twice counts once for its children", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "child" }],
    [
      { from: "a", to: "child" },
      { from: "b", to: "child" },
    ],
  );
  const runId = await startRun(pool, published);
  const tasks = await worker.claim();
  const a = tasks.filter(({ stageId }) => stageId === "a");

  await Promise.all([1, 2, 3].map(() => worker.settle(a, COMPLETED)));
  await worker.advance(
    [...a, ...a].map((task) => rowOf(task, COMPLETED)),
    0,
  );

  expect(await countersOf(runId, "child")).toEqual({ wait_finished: 1, taken_count: 1 });
  await worker.settle(tasks, COMPLETED);
  expect((await worker.claimOne()).stageId).toBe("child");
});

test("two failed parents that share a child decrement once each", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "child" }],
    ["a", "b", "c"].map((from) => ({ from, to: "child", requiresSuccess: false })),
  );
  for (const isTogether of [true, false]) {
    const runId = await startRun(pool, published);
    const tasks = await worker.claim();
    const failing = tasks.filter(({ stageId }) => stageId !== "c");
    if (isTogether) await worker.settle(failing, FAILED);
    else for (const task of failing) await worker.settle([task], FAILED);
    expect(await countersOf(runId, "child")).toEqual({ wait_finished: 1, taken_count: 2 });

    await worker.settle(tasks, COMPLETED);
    await worker.settle([await worker.claimOne()], COMPLETED);
    expect((await statusesOf(pool, runId)).child).toBe("completed");
  }
});

test("two failed parents that break a shared child fail it once, and the run once for it", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "child" }],
    ["a", "b"].map((from) => ({ from, to: "child" })),
  );
  const runId = await startRun(pool, published);

  await worker.settle(await worker.claim(), FAILED);

  expect(await runOf(pool, runId)).toMatchObject({ status: "failed", openCount: 0, failedCount: 3 });
  const ends = (await eventRowsOf(pool, runId)).filter((event) => event.stageId === "child");
  expect(ends.map(({ type }) => type)).toEqual(["task.settled"]);
});

test("what follows a settlement is there with it or not at all, also when the caller is cut off", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], [{ from: "a", to: "b" }]);
  const runId = await startRun(pool, published);
  const task = await worker.claimOne();
  const connection = await pool.connect();
  await connection.query("begin");
  await worker.on(connection).settle([task], COMPLETED);
  connection.release(true);

  expect(await statusesOf(pool, runId)).toEqual({ a: "running", b: "waiting" });
  await worker.settle([task], COMPLETED);
  expect(await statusesOf(pool, runId)).toEqual({ a: "completed", b: "pending" });
});

test("settlements that touch the same runs in opposite orders do not deadlock", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "child" }],
    ["a", "b"].map((from) => ({ from, to: "child" })),
  );
  const started = await startRuns(
    pool,
    Array.from({ length: 30 }, () => requestFor(published)),
    LEASE_MS,
  );
  const tasks = await worker.claim(1_000);
  const of = (stage: string) => tasks.filter(({ stageId }) => stageId === stage);

  await Promise.all([worker.settle(of("a"), COMPLETED), worker.settle(of("b").toReversed(), COMPLETED)]);

  await worker.runAll();
  for (const { runId } of started) expect((await runOf(pool, runId)).status).toBe("completed");
});

test("dependencies may be listed in any order", async () => {
  const published = await publish(
    pool,
    [{ id: "last" }, { id: "first" }, { id: "middle" }],
    [
      { from: "middle", to: "last" },
      { from: "first", to: "middle" },
    ],
  );
  const runId = await startRun(pool, published);
  const order: string[] = [];
  await worker.runAll(({ stageId }) => {
    order.push(stageId);
    return COMPLETED;
  });

  expect(order).toEqual(["first", "middle", "last"]);
  expect((await runOf(pool, runId)).status).toBe("completed");
});

test("lines of a log that arrive after the end change nothing", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  await worker.settle([task], COMPLETED);
  const before = await runOf(pool, runId);

  await appendLogs(pool, [{ ...task, lines: [{ at: new Date().toISOString(), level: "info", text: "late" }] }]);

  expect(await runOf(pool, runId)).toEqual(before);
});

test("one task whose result cannot be stored holds up none of those that settle with it", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }]);
  const runId = await startRun(pool, published);
  const [a, b] = (await worker.claim()).toSorted((x, y) => x.stageId.localeCompare(y.stageId));
  if (!a || !b) throw new Error("There are not two tasks");

  await worker.advance([rowOf(a, { to: "completed", output: "nul: \0" }), rowOf(b, COMPLETED)], 0);

  expect(await statusesOf(pool, runId)).toMatchObject({ a: "failed", b: "completed" });
  expect((await taskOf(pool, runId, "a")).error?.code).toBe("unstorable");
  expect((await tasksOf(pool, runId)).every(({ lease }) => lease === null)).toBe(true);
});

test("a pause is no trap: what runs or has ended refuses it, and what is paused always goes on again", async () => {
  const published = await publish(pool, [{ id: "ran" }, { id: "runs" }, { id: "rests" }]);
  const runId = await startRun(pool, published);
  const of = { workspaceId: published.workspaceId, runId, by: "ada@example.org" };
  const [first, second] = await worker.claim(2);
  if (!first || !second) throw new Error("There are not two tasks");
  await worker.settle([first], COMPLETED);
  const rests = (await tasksOf(pool, runId)).find(({ id }) => id !== first.taskId && id !== second.taskId);
  if (!rests) throw new Error("There is no third task");

  expect(await pauseTasks(pool, of, [first.taskId])).toMatchObject({ outcome: "conflict", status: "completed" });
  expect(await pauseTasks(pool, of, [second.taskId])).toMatchObject({ outcome: "conflict", status: "running" });
  expect(await pauseTasks(pool, of, [rests.id])).toMatchObject({ outcome: "done" });
  expect(await pauseTasks(pool, of, [rests.id])).toMatchObject({ outcome: "done", changed: [] });
  expect(await worker.claim()).toEqual([]);
  expect(await resumeTasks(pool, of, [rests.id])).toMatchObject({ outcome: "done" });

  await worker.settle([...(await worker.claim()), second], COMPLETED);
  expect((await runOf(pool, runId)).status).toBe("completed");
});

test("a failed task can be tried again by hand, and what it broke is done as well", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], [{ from: "a", to: "b" }]);
  const runId = await startRun(pool, published);
  await worker.runAll(() => FAILED);
  expect(await statusesOf(pool, runId)).toEqual({ a: "failed", b: "failed" });

  await retryRun(pool, { workspaceId: published.workspaceId, runId, by: "ada@example.org" }, 0);
  await worker.runAll();

  expect(await statusesOf(pool, runId)).toEqual({ a: "completed", b: "completed" });
});

test("the end of all that depends on a task does not cancel it, unless its workflow asks for that", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], [{ from: "a", to: "b" }]);
  const runId = await startRun(pool, published);
  const task = await worker.claimOne();
  const of = { workspaceId: published.workspaceId, runId, by: "ada@example.org" };

  await cancelTasks(pool, of, [(await taskOf(pool, runId, "b")).id]);

  expect(await statusesOf(pool, runId)).toEqual({ a: "running", b: "canceled" });
  expect(await worker.settle([task], COMPLETED)).toHaveLength(1);
  expect((await runOf(pool, runId)).openCount).toBe(0);
});
