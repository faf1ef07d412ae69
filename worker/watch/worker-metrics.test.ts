import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, onTestFinished, test, vi } from "vitest";
import { STAGE_KINDS } from "#core/kinds/registry.ts";
import type { Outcome } from "#core/outcome.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { Refusal } from "#server/refusal.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { serveMetrics } from "#worker/watch/serve-metrics.ts";
import { outcomeOf, WorkerMetrics } from "#worker/watch/worker-metrics.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-metrics-"));
const expressions = createExpressionPool({ threads: 1 });
const started: StartedWorker[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
  await pool.query("delete from run");
});
afterAll(() => {
  expressions.close();
  rmSync(home, { recursive: true });
});

async function workerWith(handler: Handler): Promise<WorkerMetrics> {
  const metrics = new WorkerMetrics();
  const handlers = Object.fromEntries(STAGE_KINDS.map((kind) => [kind, handler])) as unknown as Handlers;
  const deps = {
    expressions,
    artifacts: folderStore(home),
    handlers,
    judge: () => Promise.reject(new Error("This test has no check")),
    random: () => 0,
    metrics,
  };
  const settings = { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 };
  started.push(await startWorker(pool, deps, settings, pino({ level: "silent" })));
  return metrics;
}

async function runToEnd(stages: StageInput[]): Promise<void> {
  const published = await publish(pool, stages);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  await vi.waitFor(async () => {
    const { rows } = await pool.query("select finished_at from run where id = $1", [run?.runId]);
    expect(rows[0].finished_at).not.toBeNull();
  }, 5_000);
}

const ending =
  (outcome: Outcome): Handler =>
  async (_config, _input, attempt) => {
    attempt.begin();
    return outcome;
  };

test("a worker counts its claims and attempts, by kind and by what came of them", async () => {
  const outcomes: Record<string, Outcome> = {
    good: { kind: "completed", output: 1 },
    bad: { kind: "failed", failure: { code: "x", message: "x", retryable: true } },
  };
  const metrics = await workerWith((config, input, attempt) =>
    ending(outcomes[JSON.stringify(config).includes("bad") ? "bad" : "good"] as Outcome)(config, input, attempt),
  );
  await runToEnd([
    { id: "a" },
    { id: "b", kind: "wait", config: { for: 1 } },
    { id: "c", config: { expression: "bad" }, retry: { maxAttempts: 2, backoffMs: 0 } },
  ]);
  const text = await metrics.registry.metrics();

  for (const line of [
    "heddle_claims_total 4",
    "heddle_attempts_running 0",
    "heddle_attempt_slots 8",
    'heddle_attempts_total{kind="transform",outcome="completed"} 1',
    'heddle_attempts_total{kind="wait",outcome="completed"} 1',
    'heddle_attempts_total{kind="transform",outcome="retrying"} 1',
    'heddle_attempts_total{kind="transform",outcome="failed"} 1',
    'heddle_attempt_duration_seconds_count{kind="transform"} 3',
    "heddle_engine_call_failures_total 0",
  ])
    expect(text).toContain(`${line}\n`);
  expect(text).toMatch(/heddle_engine_call_duration_seconds_count [1-9]/);
});

test("an attempt whose lease was taken counts as lost", async () => {
  const goOn = Promise.withResolvers<void>();
  const metrics = await workerWith(async (_config, _input, attempt) => {
    attempt.begin();
    await goOn.promise;
    return { kind: "completed", output: 1 };
  });
  const [run] = await startRuns(pool, [requestFor(await publish(pool, [{ id: "a" }]))], LEASE_MS);
  await expect.poll(() => metrics.registry.metrics()).toContain("heddle_attempts_running 1\n");
  await pool.query("update task set lease = gen_random_uuid(), worker_id = gen_random_uuid() where run_id = $1", [
    run?.runId,
  ]);
  goOn.resolve();

  await expect.poll(() => metrics.registry.metrics()).toContain("heddle_leases_lost_total 1\n");
});

test.each([
  [null, "unsettled"],
  [{ to_status: "pending", hand_back: true }, "handed_back"],
  [{ to_status: "pending" }, "retrying"],
  [{ to_status: "suspended" }, "suspended"],
])("an attempt that ends with %j counts as %s", (row, outcome) => {
  expect(outcomeOf(row)).toBe(outcome);
});

test("deliveries count by what came of them, and the stages of an operator as one kind", async () => {
  const metrics = new WorkerMetrics();
  const result = { id: 1, lease: "", sent: true } as const;
  metrics.delivered({ ...result, status: "delivered" }, 20);
  metrics.delivered({ ...result, status: "pending" }, 20);
  metrics.delivered({ ...result, status: "pending", sent: false }, 20);
  metrics.begun()("custom:probe", null);
  const text = await metrics.registry.metrics();

  for (const outcome of ["delivered", "retrying", "put_back"])
    expect(text).toContain(`heddle_deliveries_total{outcome="${outcome}"} 1\n`);
  expect(text).toContain('heddle_attempts_total{kind="custom",outcome="unsettled"} 1\n');
});

test("a worker serves its metrics at a port of its own, and says when it is taken", async () => {
  const metrics = new WorkerMetrics();
  metrics.hasSlots(3);
  const place = { HOST: "127.0.0.1", HEDDLE_METRICS_TOKEN: undefined };
  const door = { text: () => metrics.registry.metrics(), onError: () => {} };
  const { port, stop } = await serveMetrics({ ...place, port: 0 }, door);
  onTestFinished(stop);
  const response = await fetch(`http://127.0.0.1:${port}/api/metrics`);

  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.text()).toContain("heddle_attempt_slots 3\n");
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  await expect(serveMetrics({ ...place, port }, door)).rejects.toThrow(Refusal);
});
