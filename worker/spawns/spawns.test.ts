import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { Spawn } from "#core/spawn.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { claimSpawns, finishSpawns, MAX_SPAWN_ATTEMPTS, retrySpawn } from "#server/engine/spawns.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  definitionOf,
  LEASE_MS,
  type Published,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { Payloads } from "#worker/scope.ts";
import { Spawner } from "#worker/spawns/spawner.ts";

const { pool } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-spawns-"));
const artifacts = folderStore(home);
const expressions = createExpressionPool({ threads: 1 });
const worker = new TestWorker(pool);
const deps = {
  db: pool,
  expressions,
  artifacts,
  payloads: new Payloads(artifacts),
  maxInputBytes: 1_048_576,
  leaseMs: LEASE_MS,
  logger: pino({ level: "silent" }),
};

afterAll(() => {
  expressions.close();
  rmSync(home, { recursive: true });
});
afterEach(() => pool.query("truncate run, spawn, workflow cascade"));

const PRICE_FETCH = Definition.parse({
  heddle: 1,
  name: "price.fetch",
  input: { type: "object", properties: { ticker: { type: "string" } }, required: ["ticker"] },
  itemId: { $: "input.ticker" },
  stages: [{ id: "fetch", kind: "transform", config: { expression: "1" } }],
});

/** A workflow whose only stage, or which as a whole, has these follow-ups; and the workflow that they start. */
async function publishSpawning(
  spawns: Spawn[],
  of: "stage" | "run" = "stage",
  stage: Partial<StageInput> = {},
): Promise<Published> {
  const parse = { id: "parse", ...stage, ...(of === "stage" && { spawns }) };
  const parent = await publishDefinition(pool, {
    ...definitionOf([parse]),
    name: "video.process",
    ...(of === "run" && { spawns }),
  });
  await publishDefinition(pool, PRICE_FETCH, parent.workspaceId);
  return parent;
}

async function start(published: Published, changes: Parameters<typeof requestFor>[1] = {}): Promise<number> {
  const [started] = await startRuns(pool, [requestFor(published, changes)], LEASE_MS);
  return started?.runId ?? 0;
}

const complete = (output: unknown) =>
  worker.runAll(({ stageId }) => ({ to: "completed", output: stageId === "parse" ? output : null }));

/** Starts everything that is due. */
async function spawnAll(): Promise<void> {
  const spawner = new Spawner(deps);
  spawner.wake();
  for (;;) {
    const { rows } = await pool.query(
      "select from spawn where status = 'pending' and next_at <= now() and lease is null",
    );
    if (rows.length === 0) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await spawner.stop();
}

interface FollowUp {
  id: number;
  itemId: string | null;
  input: unknown;
  status: string;
  originRunId: number;
  originTaskId: number | null;
  startedBy: string;
  startAt: Date | null;
  priority: number;
}
async function followUpsOf(runId: number): Promise<FollowUp[]> {
  const { rows } = await pool.query<FollowUp>(
    `select id, item_id as "itemId", input, status, origin_run_id as "originRunId", origin_task_id as "originTaskId",
            started_by as "startedBy", start_at as "startAt", priority
     from run where origin_run_id = $1 order by idempotency_key`,
    [runId],
  );
  return rows;
}
const spawnsOf = async (runId: number) =>
  (
    await pool.query<{
      id: number;
      status: string;
      runCount: number | null;
      error: { code: string; message: string } | null;
    }>(`select id, status, run_count as "runCount", error from spawn where run_id = $1 order by id`, [runId])
  ).rows;

const EACH_TICKER: Spawn = {
  workflow: "price.fetch",
  forEach: { $: "output.tickers" },
  input: { ticker: { $: "item" } },
};

test("a stage that completes starts a run for each element of its output, with its origin", async () => {
  const published = await publishSpawning([EACH_TICKER]);
  const run = await start(published);
  await complete({ tickers: ["AAPL", "GOOGL"] });
  expect(await spawnsOf(run)).toMatchObject([{ status: "pending" }]);

  await spawnAll();

  expect(await spawnsOf(run)).toMatchObject([{ status: "done", runCount: 2 }]);
  const { rows } = await pool.query("select id from task where run_id = $1", [run]);
  expect(await followUpsOf(run)).toMatchObject(
    ["AAPL", "GOOGL"].map((ticker) => ({
      itemId: ticker,
      input: { ticker },
      originRunId: run,
      originTaskId: rows[0]?.id,
      startedBy: `run ${run}`,
    })),
  );
});

test("a follow-up of the workflow sees what its last stages gave, the input, the item and the metadata", async () => {
  const input = { ticker: { $: "output.parse & ' ' & input.by & ' ' & item.id & ' ' & stages.parse.output" } };
  const published = await publishSpawning([{ workflow: "price.fetch", input, itemId: { $: "'mine'" } }], "run");
  const run = await start(published, { input: { by: "hand" }, item_id: "doc-1" });
  await complete("out");
  await spawnAll();
  expect(await followUpsOf(run)).toMatchObject([
    { input: { ticker: "out hand doc-1 out" }, itemId: "mine", originTaskId: null },
  ]);
});

test("only a completion has follow-ups, and only when its condition holds", async () => {
  const never = { ...EACH_TICKER, when: { $: "$count(output.tickers) > 5" } };
  const published = await publishSpawning([never, EACH_TICKER]);
  const [completed, failed, skipped] = [await start(published), await start(published), await start(published)];
  await worker.runAll(({ runId }) => {
    if (runId === failed) return { to: "failed", error: { code: "test", message: "It failed" } };
    if (runId === skipped) return { to: "skipped", skipReason: "outcome", output: null };
    return { to: "completed", output: { tickers: ["A"] } };
  });
  await spawnAll();
  expect(await spawnsOf(completed)).toMatchObject([{ runCount: 0 }, { runCount: 1 }]);
  expect(await spawnsOf(failed)).toEqual([]);
  expect(await spawnsOf(skipped)).toEqual([]);
});

test("a fan-out has its follow-ups once, for the stage as a whole", async () => {
  const spawn = { workflow: "price.fetch", forEach: { $: "output" }, input: { ticker: { $: "item" } } };
  const published = await publishSpawning([spawn], "stage", { forEach: { items: { $: "[1..3]" } } });
  const run = await start(published);
  const parent = await worker.claimOne();
  const { claimed } = await worker.advance([rowOf(parent, fannedOut(3))], 10);
  for (const task of claimed?.tasks ?? []) await worker.settle([task], { to: "completed", output: `t${task.subtask}` });
  await spawnAll();
  expect(await spawnsOf(run)).toMatchObject([{ status: "done", runCount: 3 }]);
  expect((await followUpsOf(run)).map(({ itemId }) => itemId)).toEqual(["t0", "t1", "t2"]);
});

test("two workers on the same follow-ups start each run once", async () => {
  const published = await publishSpawning([EACH_TICKER, EACH_TICKER]);
  const runs = await Promise.all(Array.from({ length: 20 }, () => start(published)));
  await complete({ tickers: ["A", "B"] });
  await Promise.all([spawnAll(), spawnAll(), spawnAll()]);
  for (const run of runs) expect(await followUpsOf(run)).toHaveLength(4);
});

test("a worker that dies between the completion and the follow-up, or after it, neither loses nor doubles it", async () => {
  const published = await publishSpawning([EACH_TICKER]);
  const run = await start(published);
  await complete({ tickers: ["A"] });
  // It claims and dies; its time runs out.
  const [dead] = await claimSpawns(pool, 10, 60_000);
  await spawnAll();
  expect(await followUpsOf(run)).toEqual([]);
  await pool.query("update spawn set next_at = now() - interval '1 second'");
  const [second] = await claimSpawns(pool, 10, 60_000);
  if (!dead || !second) throw new Error("The follow-up was expected twice");

  const request = requestFor(published, { idempotency_key: `spawn:${second.spawnId}:0`, origin_run_id: run });
  expect(await finishSpawns(pool, [{ ...dead, requests: [request] }], LEASE_MS)).toEqual([]);
  expect(await followUpsOf(run)).toEqual([]);
  const finished = [{ ...second, requests: [request] }];
  expect(await finishSpawns(pool, finished, LEASE_MS)).toEqual([second.spawnId]);
  expect(await finishSpawns(pool, finished, LEASE_MS)).toEqual([]);
  expect(await followUpsOf(run)).toHaveLength(1);
});

test("what is wrong with a follow-up is kept with it, and it can be tried again", async () => {
  const published = await publishSpawning([EACH_TICKER, { ...EACH_TICKER, workflow: "not.there" }]);
  const run = await start(published);
  await complete({ tickers: ["A", 7] });
  await spawnAll();
  const [badInput, unknown] = await spawnsOf(run);
  expect(badInput).toMatchObject({
    status: "failed",
    error: { code: "bad_input", message: expect.stringContaining("forEach.1.input.ticker") },
  });
  expect(unknown).toMatchObject({ status: "failed", error: { message: "There is no workflow not.there" } });
  expect(await followUpsOf(run)).toEqual([]);

  await publishDefinition(pool, { ...PRICE_FETCH, name: "not.there", input: {} }, published.workspaceId);
  expect(await retrySpawn(pool, published.workspaceId, run, unknown?.id ?? 0)).toBe("pending");
  await spawnAll();
  expect(await spawnsOf(run)).toMatchObject([{ status: "failed" }, { status: "done", runCount: 2, error: null }]);
  expect(await retrySpawn(pool, published.workspaceId, run, unknown?.id ?? 0)).toBe("done");
  expect(await retrySpawn(pool, "another", run, unknown?.id ?? 0)).toBeNull();
  expect(await followUpsOf(run)).toHaveLength(2);
});

test.each<[string, Spawn, string]>([
  ["a list that is none", { workflow: "price.fetch", forEach: { $: "'x'" } }, "for_each_not_list"],
  ["an expression that fails", { workflow: "price.fetch", input: { $: "$error('no')" } }, "expression"],
  ["an item that is none", { workflow: "price.fetch", input: { ticker: "A" }, itemId: { $: "{}" } }, "bad_item_id"],
  [
    "an input that cannot be stored",
    { workflow: "price.fetch", input: { ticker: { $: "'\\u0000'" } } },
    "input_not_storable",
  ],
])("%s fails the follow-up and nothing else", async (_, spawn, code) => {
  const run = await start(await publishSpawning([spawn]));
  await complete(null);
  await spawnAll();
  expect(await spawnsOf(run)).toMatchObject([{ status: "failed", error: { code: expect.stringContaining(code) } }]);
});

test("a delayed follow-up is there at once, and its first stages wait for their time", async () => {
  const published = await publishSpawning([{ ...EACH_TICKER, delayMs: 3_600_000, priority: 5 }]);
  const run = await start(published);
  await complete({ tickers: ["A"] });
  const { rows } = await pool.query<{ createdAt: Date }>(`select created_at as "createdAt" from spawn`);
  await spawnAll();
  const [followUp] = await followUpsOf(run);
  expect(followUp).toMatchObject({ status: "queued", priority: 5 });
  expect(followUp?.startAt?.getTime()).toBe((rows[0]?.createdAt.getTime() ?? 0) + 3_600_000);
  expect(await worker.claim()).toEqual([]);
  await pool.query("update task set available_at = now() where run_id = $1", [followUp?.id]);
  expect(await worker.claim()).toHaveLength(1);
});

test("10,000 completions that start nothing leave 10,000 follow-ups done", async () => {
  const published = await publishSpawning([{ ...EACH_TICKER, forEach: { $: "[]" } }]);
  await startRuns(
    pool,
    Array.from({ length: 10_000 }, () => requestFor(published)),
    LEASE_MS,
  );
  await complete(null);
  await Promise.all([spawnAll(), spawnAll()]);
  const { rows } = await pool.query("select status, run_count, count(*)::int as n from spawn group by 1, 2");
  expect(rows).toEqual([{ status: "done", run_count: 0, n: 10_000 }]);
});

test("a workflow that starts itself without end stops after 100 generations, and says why", async () => {
  const parent = await publishDefinition(pool, {
    ...definitionOf([{ id: "parse", spawns: [{ workflow: "endless" }] }]),
    name: "endless",
  });
  await start(parent);
  for (let generation = 0; generation <= 100; generation += 1) {
    await complete(null);
    await spawnAll();
  }
  const { rows } = await pool.query(
    "select error ->> 'code' as code, count(*)::int as n from spawn group by 1 order by 1 nulls first",
  );
  expect(rows).toEqual([
    { code: null, n: 100 },
    { code: "too_many_generations", n: 1 },
  ]);
});

test("a follow-up whose workers are lost over and over is given up", async () => {
  const run = await start(await publishSpawning([EACH_TICKER]));
  await complete({ tickers: [] });
  for (let attempt = 0; attempt < MAX_SPAWN_ATTEMPTS; attempt += 1) {
    expect(await claimSpawns(pool, 10, 0)).toHaveLength(1);
    await pool.query("update spawn set next_at = now() - interval '1 second'");
  }
  expect(await claimSpawns(pool, 10, 0)).toEqual([]);
  expect(await spawnsOf(run)).toMatchObject([{ status: "failed", error: { code: "worker_lost" } }]);
});
