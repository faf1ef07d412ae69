import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { STAGE_KINDS } from "#core/kinds/registry.ts";
import type { Outcome } from "#core/outcome.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-handing-over-"));
const sandbox = createSandboxPool({ threads: 1 });
afterAll(() => {
  sandbox.close();
  rmSync(home, { recursive: true });
});

const completed = async (): Promise<Outcome> => ({ kind: "completed", output: 1 });
const OTHERS = Object.fromEntries(STAGE_KINDS.map((kind) => [kind, completed])) as unknown as Handlers;

let ends: Map<number, () => void>;
let worker: StartedWorker;

/** Ends when the test says so, by the id of its run. */
const untilTold: Handler = (_config, _input, { runId }) =>
  new Promise((resolve) => ends.set(runId, () => resolve({ kind: "completed", output: null })));

const begun = (runId: number) => vi.waitFor(() => expect(ends.has(runId)).toBe(true), 5_000);

async function end(runId: number): Promise<void> {
  await begun(runId);
  ends.get(runId)?.();
}

/** How many calls wait for a row that another transaction has locked. */
const waiting = (count: number) =>
  vi.waitFor(async () => {
    const { rows } = await pool.query("select from pg_locks where not granted and locktype = 'transactionid'");
    expect(rows).toHaveLength(count);
  }, 5_000);

const statusesOf = async (runIds: number[]) =>
  (
    await pool.query<{ status: string }>("select status from task where run_id = any ($1) order by id", [runIds])
  ).rows.map(({ status }) => status);

beforeEach(async () => {
  ends = new Map();
  const expressions = createExpressionPool({ threads: 1 });
  worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: { ...OTHERS, transform: untilTold },
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 3, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
});
afterEach(async () => {
  for (const tell of ends.values()) tell();
  await worker.stop();
  await pool.query("truncate run, rule, slot, task_slot cascade");
});

test("who waits for a slot does not wait for a call of its worker that is under way as well", async () => {
  const [free] = await startRuns(pool, [requestFor(await publish(pool, [{ id: "a" }]))], LEASE_MS);
  const ruled = await publish(pool, [{ id: "a", rules: [{ type: "concurrency", max: 1 }] }]);
  const started = await startRuns(pool, [requestFor(ruled), requestFor(ruled), requestFor(ruled)], LEASE_MS);
  const freeId = free?.runId ?? 0;
  const [one, two, three] = started.map(({ runId }) => runId) as [number, number, number];
  await begun(freeId);
  await begun(one);

  const holder = await pool.connect();
  try {
    await holder.query("begin");
    await holder.query("select from run where id = $1 for update", [freeId]);
    await end(freeId);
    await waiting(1);
    await end(one);
    await end(two);
    await begun(three);
    expect(await statusesOf([freeId, one, two, three])).toEqual(["running", "completed", "completed", "running"]);
    await holder.query("commit");
  } finally {
    holder.release();
  }
  await end(three);
  const all = [freeId, one, two, three];
  await vi.waitFor(
    async () => expect(await statusesOf(all)).toEqual(["completed", "completed", "completed", "completed"]),
    5_000,
  );
  const { rows } = await pool.query("select used from slot");
  expect(rows).toEqual([{ used: 0 }]);
});

test("a worker that is stopped while it hands a slot over gives back what it was handed", async () => {
  const [free] = await startRuns(pool, [requestFor(await publish(pool, [{ id: "a" }]))], LEASE_MS);
  const ruled = await publish(pool, [{ id: "a", rules: [{ type: "concurrency", max: 1 }] }]);
  const started = await startRuns(pool, [requestFor(ruled), requestFor(ruled)], LEASE_MS);
  const freeId = free?.runId ?? 0;
  const [one, two] = started.map(({ runId }) => runId) as [number, number];
  await begun(freeId);
  await begun(one);

  const holder = await pool.connect();
  const stopped = Promise.withResolvers<void>();
  try {
    await holder.query("begin");
    await holder.query("select from run where id = any ($1) for update", [[freeId, one]]);
    await end(freeId);
    await waiting(1);
    await end(one);
    await waiting(2);
    void worker.stop().then(stopped.resolve);
    await holder.query("commit");
  } finally {
    holder.release();
  }
  await end(two);
  await stopped.promise;
  const { rows } = await pool.query("select count(*)::int as count from task where lease is not null");
  expect(rows).toEqual([{ count: 0 }]);
});
