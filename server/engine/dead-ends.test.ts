import { afterEach, expect, test } from "vitest";
import type { Definition } from "#core/definition.ts";
import { cancelTasks, retryRun } from "#server/engine/control.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import {
  type DependencyInput,
  definitionOf,
  publishDefinition,
  type StageInput,
  startRun,
} from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const after = (to: string, ...from: string[]): DependencyInput[] => from.map((each) => ({ from: each, to }));

async function start(stages: StageInput[], dependencies: DependencyInput[], changes: Partial<Definition> = {}) {
  const definition = { ...definitionOf(stages, dependencies), cancelDeadEnds: true, ...changes };
  const published = await publishDefinition(pool, definition);
  return { run: await startRun(pool, published), workspaceId: published.workspaceId };
}

/** Claims everything, and fails the stage of that name. */
async function failOne(stageId: string) {
  const tasks = await worker.claim();
  const failing = tasks.find((task) => task.stageId === stageId);
  if (!failing) throw new Error(`${stageId} was not ready`);
  await worker.settle([failing], FAILED);
  return tasks;
}

test("a stage that runs for nothing any more is canceled with the settlement that leaves it so, and its worker writes nothing", async () => {
  const { run } = await start([{ id: "a" }, { id: "slow" }, { id: "both" }], after("both", "a", "slow"));
  const tasks = await failOne("a");

  expect(await statusesOf(pool, run)).toEqual({ a: "failed", slow: "canceled", both: "failed" });
  expect(await runOf(pool, run)).toMatchObject({ status: "failed", failedCount: 2, openCount: 0 });
  const told = (await eventRowsOf(pool, run)).find(
    ({ stageId, type }) => stageId === "slow" && type === "task.settled",
  );
  expect(told?.data).toMatchObject({
    status: "canceled",
    error: { code: "dead_end", message: "All stages that depend on it have ended" },
  });
  expect(
    await worker.settle(
      tasks.filter(({ stageId }) => stageId === "slow"),
      COMPLETED,
    ),
  ).toEqual([]);
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("it goes on upward until a stage has something else to do, or is a barrier", async () => {
  const stages = [{ id: "a" }, { id: "top" }, { id: "kept", barrier: true }, { id: "middle" }, { id: "end" }];
  const dependencies = [...after("middle", "top", "kept"), ...after("end", "a", "middle")];
  const { run } = await start(stages, dependencies);
  const tasks = await failOne("a");
  expect(await statusesOf(pool, run)).toEqual({
    a: "failed",
    top: "canceled",
    kept: "running",
    middle: "canceled",
    end: "failed",
  });
  await worker.settle(
    tasks.filter(({ stageId }) => stageId === "kept"),
    COMPLETED,
  );
  expect(await statusesOf(pool, run)).toMatchObject({ kept: "completed" });
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("a stage that something else still depends on goes on", async () => {
  const stages = [{ id: "a" }, { id: "shared" }, { id: "one" }, { id: "two" }];
  const { run } = await start(stages, [...after("one", "a", "shared"), ...after("two", "shared")]);
  await failOne("a");
  expect(await statusesOf(pool, run)).toEqual({ a: "failed", shared: "running", one: "failed", two: "waiting" });
});

test("nothing is canceled where the workflow does not ask for it", async () => {
  const { run } = await start([{ id: "a" }, { id: "slow" }, { id: "both" }], after("both", "a", "slow"), {
    cancelDeadEnds: false,
  });
  await failOne("a");
  expect(await statusesOf(pool, run)).toMatchObject({ slow: "running" });
});

test("a canceled dead end does not fail a run that was allowed to lose what it was for", async () => {
  const allowed = { allowFailure: true };
  const { run } = await start(
    [{ id: "a", ...allowed }, { id: "slow" }, { id: "both", ...allowed }],
    after("both", "a", "slow"),
  );
  await failOne("a");
  expect(await runOf(pool, run)).toMatchObject({ status: "completed", failedCount: 0 });
});

test("reviews close and subtasks end with a dead end", async () => {
  const stages = [{ id: "a" }, { id: "gate", kind: "review" as const }, { id: "each" }, { id: "all" }];
  const { run } = await start(stages, after("all", "a", "gate", "each"));
  const tasks = await worker.claim();
  const [a, gate, each] = ["a", "gate", "each"].map((id) => tasks.find(({ stageId }) => stageId === id));
  if (!a || !gate || !each) throw new Error("Three tasks were expected");
  await worker.advance([rowOf(gate, reviewed()), rowOf(each, fannedOut(3))], 1);
  await worker.settle([a], FAILED);
  expect(await statusesOf(pool, run)).toEqual({ a: "failed", gate: "canceled", each: "canceled", all: "failed" });
  expect(await taskOf(pool, run, "each", 1)).toMatchObject({ status: "canceled" });
  expect((await pool.query("select status from review")).rows).toEqual([{ status: "canceled" }]);
  expect(await auditFinished(pool, run)).toEqual([]);
});

test("canceling the last stage by hand leaves the one before it without purpose", async () => {
  const { run, workspaceId } = await start([{ id: "a" }, { id: "b" }], after("b", "a"));
  const { id } = await taskOf(pool, run, "b");
  await cancelTasks(pool, { workspaceId, runId: run, by: "test@example.org" }, [id]);
  expect(await statusesOf(pool, run)).toEqual({ a: "canceled", b: "canceled" });
});

test("a run that is tried again does the dead ends over too", async () => {
  const { run, workspaceId } = await start([{ id: "a" }, { id: "slow" }, { id: "both" }], after("both", "a", "slow"));
  await failOne("a");
  await retryRun(pool, { workspaceId, runId: run, by: "test@example.org" }, 0);
  await worker.runAll();
  expect(await statusesOf(pool, run)).toEqual({ a: "completed", slow: "completed", both: "completed" });
  expect((await runOf(pool, run)).status).toBe("completed");
});
