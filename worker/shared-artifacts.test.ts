import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { connectHotLayer } from "#server/cache/hot-layer.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, type Published, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { startRedis } from "#server/testing/redis-for-tests.ts";
import { createJudge } from "#worker/judge.ts";
import { SharedArtifacts } from "#worker/known-artifacts.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const redis = await startRedis();
const direct = createClient({ url: redis.url });
direct.on("error", () => undefined);
const logger = pino({ level: "silent" });
const layer = connectHotLayer(redis.url, logger);
const home = mkdtempSync(join(tmpdir(), "heddle-shared-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });
const handlers = testHandlers(sandbox);
let work = 0;

beforeAll(async () => {
  await direct.connect();
  await isConnected();
});
afterAll(async () => {
  direct.destroy();
  layer.close();
  expressions.close();
  sandbox.close();
  await redis.kill();
  rmSync(home, { recursive: true });
});

const isConnected = () =>
  vi.waitFor(async () => {
    layer.put("connected", "yes", 60_000);
    expect(await layer.get("connected")).toBe("yes");
  }, 10_000);

const stage: StageInput = {
  id: "write",
  kind: "code",
  config: { source: `export default ({ text }) => artifact("out.txt", text, "text/plain")` },
  input: { text: { $: "input.text" } },
  cache: { scope: "global" },
};

/**
 * Starts runs on a worker that has met nothing yet, waits for their end, and counts the work that they did and the outputs
 * for which the database had to be asked twice. `meanwhile` happens while they run.
 */
async function run(published: Published, texts: string[], meanwhile = async () => {}) {
  work = 0;
  const known = new SharedArtifacts(layer);
  const found = vi.spyOn(known, "found");
  const code: typeof handlers.code = (config, input, attempt) => {
    work += 1;
    return handlers.code(config, input, attempt);
  };
  const worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: { ...handlers, code },
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
      known,
    },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
    logger,
  );
  try {
    const requests = texts.map((text) => requestFor(published, { input: { text } }));
    const runIds = (await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId);
    await meanwhile();
    await vi.waitFor(async () => {
      const { rows } = await pool.query<{ status: string }>(
        "select status from run where id = any ($1) and finished_at is not null",
        [runIds],
      );
      expect(rows).toHaveLength(runIds.length);
      expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["completed"]));
    }, 20_000);
  } finally {
    await worker.stop();
  }
  return { work, askedTwice: found.mock.calls.length };
}

const keysInRedis = async () => (await direct.keys("heddle:artifacts:*")).length;
const many = Array.from({ length: 30 }, (_, number) => `text ${number}`);

test("what the database told one worker, the others know: they ask once", async () => {
  const published = await publish(pool, [stage]);
  expect(await run(published, ["a"])).toEqual({ work: 1, askedTwice: 0 });
  expect(await run(published, ["a"])).toEqual({ work: 0, askedTwice: 1 });
  expect(await run(published, ["a"])).toEqual({ work: 0, askedTwice: 0 });
});

test("Redis forgets an output no later than the database", async () => {
  const published = await publish(pool, [{ ...stage, cache: { scope: "global", ttlMs: 3_600_000 } }]);
  await direct.flushAll();
  await run(published, ["ttl"]);
  await run(published, ["ttl"]);
  const [key = ""] = await direct.keys("heddle:artifacts:*");
  const leftMs = await direct.pTTL(key);
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(3_600_000);
});

test("an output that is forgotten, or whose time is over, is not found through Redis", async () => {
  const published = await publish(pool, [stage]);
  await run(published, ["forgotten", "expired"]);
  await run(published, ["forgotten", "expired"]);
  await pool.query(
    `delete from cache_entry where workflow_id = $1 and id = (select min(id) from cache_entry where workflow_id = $1)`,
    [published.workflowId],
  );
  await pool.query("update cache_entry set expires_at = now() where workflow_id = $1", [published.workflowId]);
  expect((await run(published, ["forgotten", "expired"])).work).toBe(2);
});

test("after a flush, outputs are found by the database, and Redis learns them again", async () => {
  const published = await publish(pool, [stage]);
  await run(published, ["flush"]);
  await run(published, ["flush"]);
  await direct.flushAll();
  expect(await run(published, ["flush"])).toEqual({ work: 0, askedTwice: 1 });
  expect(await keysInRedis()).toBe(1);
  expect(await run(published, ["flush"])).toEqual({ work: 0, askedTwice: 0 });
});

test("whatever stands in Redis, an output is found with its own artifacts", async () => {
  const published = await publish(pool, [stage]);
  await run(published, ["mine"]);
  await run(published, ["mine"]);
  for (const wrong of ["nonsense", "../../etc/passwd", "f".repeat(64), ""]) {
    for (const key of await direct.keys("heddle:artifacts:*")) await direct.set(key, wrong);
    expect((await run(published, ["mine"])).work).toBe(0);
  }
  const { rows } = await pool.query(
    "select distinct a.hash from artifact a join run r on r.id = a.run_id where r.workflow_id = $1",
    [published.workflowId],
  );
  expect(rows).toHaveLength(1);
});

test("Redis may be killed while runs look for outputs: all are found, and when it is back it is used again", async () => {
  const published = await publish(pool, [stage]);
  await run(published, many);
  await run(published, many);
  expect((await run(published, many, () => redis.kill())).work).toBe(0);
  expect(await run(published, many)).toEqual({ work: 0, askedTwice: many.length });
  await redis.start();
  await isConnected();
  expect((await run(published, many)).askedTwice).toBe(many.length);
  // On a busy machine it may answer too late once more, and is left in peace for a while.
  await vi.waitFor(async () => {
    await isConnected();
    expect((await run(published, many)).askedTwice).toBe(0);
  }, 20_000);
});
