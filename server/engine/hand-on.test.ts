import { afterEach, expect, test } from "vitest";
import { NewRule } from "#core/rule.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { pauseRun } from "#server/engine/control.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createRule, updateRule } from "#server/rules/change-rules.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run, rule, slot, task_slot cascade"));

const ruled = (max: number) => publish(pool, [{ id: "a", rules: [{ type: "concurrency", max }] }]);

async function start(published: Published, priorities: number[]): Promise<number[]> {
  const requests = priorities.map((priority) => requestFor(published, { priority }));
  return (await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId);
}

/** Completes a task in a call that may take so much more. Returns the runs of what came with the answer. */
async function next(task: ClaimedTask, places: number): Promise<number[]> {
  const { claimed } = await worker.advance([rowOf(task, COMPLETED)], places);
  return (claimed?.tasks ?? []).map(({ runId }) => runId);
}

const slots = async () =>
  (await pool.query<{ used: number }>("select used from slot order by key")).rows.map((row) => row.used);

test("a freed slot passes to the first that waits for it, by priority, in the commit that frees it", async () => {
  const [low, high] = await start(await ruled(1), [0, 5]);
  const [last] = await start(await ruled(1), [-5]);
  const held = await worker.claim();
  expect(held.map(({ runId }) => runId).sort()).toEqual([high, last].sort());
  const first = held.find(({ runId }) => runId === high) as ClaimedTask;

  expect(await next(first, 1)).toEqual([low]);
  expect(await slots()).toEqual([1, 1]);
  const { rows } = await pool.query("select status, blocked_key, holds_slots from task where run_id = $1", [low]);
  expect(rows).toEqual([{ status: "running", blocked_key: null, holds_slots: true }]);
});

test("a slot is freed for all when its task ends and nobody takes more", async () => {
  await start(await ruled(1), [0, 0]);
  const task = await worker.claimOne();
  expect(await next(task, 0)).toEqual([]);
  expect(await slots()).toEqual([0]);
  expect(await worker.claim()).toHaveLength(1);
});

test("a slot is not handed to a run that is paused, but to who waits behind it", async () => {
  const published = await ruled(1);
  const [, paused, behind] = await start(published, [3, 2, 1]);
  const task = await worker.claimOne();
  await pauseRun(pool, { runId: paused ?? 0, workspaceId: published.workspaceId, by: "test@example.org" });
  expect(await next(task, 10)).toEqual([behind]);
});

test("a limit that was lowered is kept: what is freed above it is not handed on", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const rule = NewRule.parse({ type: "concurrency", max: 3 });
  const { id } = await createRule(pool, published.workspaceId, rule, "test");
  await start(published, [0, 0, 0, 0, 0]);
  const held = await worker.claim();
  expect(held).toHaveLength(3);
  await updateRule(pool, published.workspaceId, id, { ...rule, max: 1 });
  // What waits is asked by the new rule before it may be handed anything.
  expect(await worker.claim()).toEqual([]);
  const [one, two, three] = held as [ClaimedTask, ClaimedTask, ClaimedTask];
  expect(await next(one, 10)).toEqual([]);
  expect(await next(two, 10)).toEqual([]);
  expect(await next(three, 10)).toHaveLength(1);
});

test("who needs two slots is not handed one", async () => {
  const published = await publish(pool, [
    {
      id: "a",
      rules: [
        { type: "concurrency", max: 1 },
        { type: "concurrency", max: 9, kind: "transform" },
      ],
    },
  ]);
  await start(published, [0, 0]);
  const task = await worker.claimOne();
  // By way of the line, and asked of both.
  expect(await next(task, 10)).toHaveLength(1);
  expect((await slots()).sort()).toEqual([1, 1]);
});

test("who stands in line with more priority is served before a slot is handed on", async () => {
  const [first, waiting] = await start(await ruled(1), [9, 0]);
  const task = await worker.claimOne();
  expect(task.runId).toBe(first);
  const [urgent] = await start(await publish(pool, [{ id: "free" }]), [5]);
  expect(await next(task, 1)).toEqual([urgent]);
  expect((await worker.claim()).map(({ runId }) => runId)).toEqual([waiting]);
});
