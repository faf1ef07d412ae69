import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-waiting-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const handlers = testHandlers(sandbox);
const judge = createJudge({ expressions, sandbox });
const started: StartedWorker[] = [];
afterEach(() => Promise.all(started.splice(0).map((worker) => worker.stop())));
afterAll(() => {
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

/** A worker whose polls are too rare to be of help. */
async function startedWorker(): Promise<StartedWorker> {
  const worker = await startWorker(
    pool,
    { expressions, artifacts: folderStore(home), handlers, judge, random: () => 0 },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
  started.push(worker);
  return worker;
}

async function startWaiting(config: Record<string, unknown>): Promise<number> {
  const published = await publish(pool, [{ id: "pause", kind: "wait", config }]);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  return run?.runId ?? 0;
}

test("a stage goes on when its time has come, not when the worker looks around", async () => {
  await startedWorker();
  const run = await startWaiting({ for: 300 });

  await vi.waitFor(async () => expect(await statusesOf(pool, run)).toEqual({ pause: "completed" }), 10_000);

  const { output, attempt } = await taskOf(pool, run, "pause");
  expect(attempt).toBe(1);
  expect((output as { waitedMs: number }).waitedMs).toBeGreaterThanOrEqual(300);
});

test("a wait outlives the worker that began it", async () => {
  const worker = await startedWorker();
  const run = await startWaiting({ for: "PT1H" });
  await vi.waitFor(async () => expect(await statusesOf(pool, run)).toEqual({ pause: "suspended" }), 10_000);
  await worker.stop();
  await pool.query("update task set wake_at = now() where run_id = $1", [run]);

  await startedWorker();

  await vi.waitFor(async () => expect(await statusesOf(pool, run)).toEqual({ pause: "completed" }), 10_000);
});
