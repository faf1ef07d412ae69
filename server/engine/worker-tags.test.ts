import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionConfig } from "#server/db.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { retryRun } from "#server/engine/control.ts";
import { sweepSlots } from "#server/engine/slots.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  chain,
  definitionOf,
  LEASE_MS,
  publish,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
afterEach(() => pool.query("truncate run, worker, slot cascade"));

const workerOf = (...tags: string[]) => new TestWorker(pool, randomUUID(), tags);
const plain = workerOf("");
const gpu = workerOf("gpu");

/** Starts a run of these stages; a chain of them when there are several. */
async function start(stages: StageInput[], priority = 0): Promise<number> {
  const published = await publish(pool, stages, chain(...stages.map(({ id }) => id)));
  const [run] = await startRuns(pool, [requestFor(published, { priority })], LEASE_MS);
  return run?.runId ?? 0;
}

const tagged = (priority = 0) => start([{ id: "a", workerTag: "gpu" }], priority);
const untagged = (priority = 0) => start([{ id: "a" }], priority);
const runsOf = (tasks: { runId: number }[]) => tasks.map(({ runId }) => runId);

test("a worker takes the tasks of its tags and no others, in the order of the tags, each by priority", async () => {
  const [low, high, other] = [await tagged(1), await tagged(2), await untagged(3)];
  expect(runsOf(await plain.claim())).toEqual([other]);
  expect(await plain.claim()).toEqual([]);
  const more = await untagged();
  expect(runsOf(await workerOf("gpu", "").claim(1))).toEqual([high]);
  expect(runsOf(await workerOf("eu", "gpu", "").claim())).toEqual([low, more].sort());
});

test("work that nobody takes hides nothing, and is no reason to look again", async () => {
  await tagged(9);
  const { claimed, nextInMs } = await plain.advance([], 10);
  expect([claimed, nextInMs]).toEqual([null, null]);
  const run = await untagged();
  expect(runsOf(await plain.claim(1))).toEqual([run]);
});

test("a stage that names no tag has its workflow's, and may name the default", async () => {
  const stages = [{ id: "a" }, { id: "b", workerTag: "default" }, { id: "c", workerTag: "eu" }];
  const published = await publishDefinition(pool, { ...definitionOf(stages), workerTag: "gpu" });
  await startRuns(pool, [requestFor(published)], LEASE_MS);
  expect((await gpu.claim()).map(({ stageId }) => stageId)).toEqual(["a"]);
  expect((await plain.claim()).map(({ stageId }) => stageId)).toEqual(["b"]);
});

test("each tag has a line of its own: a run of one task is served soon, whatever has thousands in line", async () => {
  const each = { id: "each", workerTag: "gpu" };
  await start([each]);
  await gpu.settle([await gpu.claimOne()], fannedOut(3_000));
  const large = await start([{ id: "each" }]);
  await plain.settle([await plain.claimOne()], fannedOut(3_000));
  await gpu.settle(await gpu.claim(50), COMPLETED);
  const small = await tagged();
  expect(runsOf(await gpu.claim(2))).toContain(small);
  expect(new Set(runsOf(await plain.claim(50)))).toEqual(new Set([large]));
});

test("subtasks, retries and rounds have the tag of their stage", async () => {
  const published = await publish(pool, [{ id: "each", workerTag: "gpu", retry: { maxAttempts: 2 } }]);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  await gpu.settle([await gpu.claimOne()], fannedOut(3));
  const [first, ...others] = await gpu.claim();
  if (!first) throw new Error("Nothing was claimed");
  await gpu.settle(others, COMPLETED);
  const error = { code: "test", message: "Once more", retryable: true };
  await gpu.settle([first], { to: "retrying", error, delayMs: 0 });
  await gpu.settle([await gpu.claimOne()], FAILED);
  const of = { workspaceId: published.workspaceId, runId: run?.runId ?? 0, by: "test@example.org" };
  expect(await retryRun(pool, of, 0)).toMatchObject({ outcome: "done" });

  expect(await plain.claim()).toEqual([]);
  expect(await gpu.claimOne()).toMatchObject({ stageId: "each", subtask: first.subtask, round: 2 });
  const { rows } = await pool.query("select distinct worker_tag from task");
  expect(rows).toEqual([{ worker_tag: "gpu" }]);
});

test("what starts is handed to an idle worker that takes it, and to no other", async () => {
  for (const [worker, slots] of [
    [plain, 50],
    [gpu, 5],
  ] as const) {
    await worker.register(slots);
    await worker.claim(slots);
  }
  const run = await tagged();
  const { rows } = await pool.query("select worker_id from task where run_id = $1", [run]);
  expect(rows).toEqual([{ worker_id: gpu.id }]);
});

test("a worker that makes ready what it does not take tells the others, although it has enough to do", async () => {
  await start([{ id: "a" }, { id: "b", workerTag: "gpu" }]);
  const a = await plain.claimOne();
  await untagged();
  const client = new pg.Client(connectionConfig(url));
  await client.connect();
  try {
    await client.query("listen heddle_work");
    const told = new Promise((resolve) => client.once("notification", resolve));
    expect((await plain.advance([rowOf(a, COMPLETED)], 1)).claimed?.tasks).toHaveLength(1);
    await told;
  } finally {
    await client.end();
  }
  expect((await gpu.claimOne()).stageId).toBe("b");
});

describe("a slot that work with a tag waits for first", () => {
  const rules = [{ type: "concurrency" as const, kind: "transform", fields: [], max: 2 }];
  let running: ClaimedTask[];
  beforeEach(async () => {
    const published = await publish(pool, [
      { id: "a", rules },
      { id: "b", rules, workerTag: "gpu" },
    ]);
    const startTwo = () => startRuns(pool, [requestFor(published), requestFor(published)], LEASE_MS);
    await startTwo();
    running = await plain.claim();
    expect(await gpu.claim()).toEqual([]);
    await startTwo();
    expect(await plain.claim()).toEqual([]);
  });
  const end = async (task: ClaimedTask | undefined) =>
    ((await plain.advance(task ? [rowOf(task, COMPLETED)] : [], 5)).claimed?.tasks ?? []).map(({ stageId }) => stageId);

  test("goes to others as well when no worker takes it", async () => {
    expect(await end(running[0])).toEqual(["a"]);
    expect(await end(running[1])).toEqual(["a"]);
  });

  test("goes to others some seconds later when its workers do not come", async () => {
    await gpu.register(5);
    expect(await end(running[0])).toEqual([]);
    expect(await sweepSlots(pool)).toBe(2);
    expect((await plain.claimOne()).stageId).toBe("a");
  });
});

test("a freed slot goes to who waited first for it, and not to the worker that freed it if that may not", async () => {
  const rules = [{ type: "concurrency" as const, kind: "transform", fields: [], max: 1 }];
  const stages = [
    { id: "a", rules },
    { id: "b", rules, workerTag: "gpu" },
  ];
  const published = await publish(pool, stages);
  await startRuns(pool, [requestFor(published)], LEASE_MS);
  for (const worker of [plain, gpu]) await worker.register(5);
  const a = await plain.claimOne();
  expect(await gpu.claim()).toEqual([]);
  await startRuns(pool, [requestFor(published)], LEASE_MS);
  expect(await plain.claim()).toEqual([]);

  expect((await plain.advance([rowOf(a, COMPLETED)], 5)).claimed).toBeNull();
  const b = await gpu.claimOne();
  expect(b).toMatchObject({ runId: a.runId, stageId: "b" });
  expect((await gpu.advance([rowOf(b, COMPLETED)], 5)).claimed).toBeNull();
  expect((await plain.claimOne()).stageId).toBe("a");
});
