import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { STAGE_KINDS } from "#core/kinds/registry.ts";
import type { Outcome } from "#core/outcome.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-worker-"));
const sandbox = createSandboxPool({ threads: 1 });
afterAll(() => {
  sandbox.close();
  rmSync(home, { recursive: true });
});
const started: StartedWorker[] = [];
const completed = async (): Promise<Outcome> => ({ kind: "completed", output: 1 });
const OTHERS = Object.fromEntries(STAGE_KINDS.map((kind) => [kind, completed])) as unknown as Handlers;

/** Waits until it is told to stop, and remembers why. */
function waiting() {
  const begun = Promise.withResolvers<AttemptContext>();
  const handler: Handler = (_config, _input, attempt) =>
    new Promise((resolve) => {
      attempt.begin();
      begun.resolve(attempt);
      const end = () => resolve({ kind: "failed", failure: { code: "ended", message: "ended", retryable: true } });
      attempt.signal.addEventListener("abort", end);
    });
  return { handler, begun: begun.promise };
}

async function workerWith(transform: Handler): Promise<StartedWorker> {
  const expressions = createExpressionPool({ threads: 1 });
  const worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: { ...OTHERS, transform },
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
  started.push(worker);
  return worker;
}

async function startRun(stages: Parameters<typeof publish>[1], dependencies: Parameters<typeof publish>[2] = []) {
  const published = await publish(pool, stages, dependencies);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  return { runId: run?.runId ?? 0, workspaceId: published.workspaceId };
}

const statusOf = async (runId: number) =>
  (await pool.query<{ status: string }>("select status from run where id = $1", [runId])).rows[0]?.status;
const taskOf = async (runId: number) =>
  (await pool.query("select status, attempt, error, lease from task where run_id = $1", [runId])).rows[0];

afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
  await pool.query("delete from run");
});

test("a chain runs to its end without waiting for a poll", async () => {
  await workerWith(completed);
  const { runId } = await startRun([{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b", "c"));

  await vi.waitFor(async () => expect(await statusOf(runId)).toBe("completed"), 5_000);
});

test("an attempt that takes too long is stopped, and tried again while the policy allows", async () => {
  const { handler, begun } = waiting();
  await workerWith(handler);
  const { runId } = await startRun([{ id: "a", timeoutMs: 20, retry: { maxAttempts: 2, backoffMs: 0 } }]);

  expect((await begun).attempt).toBe(1);
  await vi.waitFor(async () => expect(await statusOf(runId)).toBe("failed"), 5_000);
  expect(await taskOf(runId)).toMatchObject({ attempt: 2, error: { code: "timeout" } });
});

test("a worker that stops hands its attempts back, and they do not count", async () => {
  const { handler, begun } = waiting();
  const worker = await workerWith(handler);
  const { runId } = await startRun([{ id: "a" }]);
  const { signal } = await begun;

  await worker.stop();

  expect(signal.reason).toBe("stopping");
  expect(await taskOf(runId)).toMatchObject({ status: "pending", attempt: 0, lease: null });
});

test("canceling a run tells its attempts to stop", async () => {
  const { handler, begun } = waiting();
  await workerWith(handler);
  const { runId, workspaceId } = await startRun([{ id: "a" }]);
  const { signal } = await begun;

  await cancelRun(pool, workspaceId, runId);

  await vi.waitFor(() => expect(signal.reason).toBe("canceled"), 5_000);
  expect(await taskOf(runId)).toMatchObject({ status: "canceled" });
});

test("a result that the database refuses fails its own task and holds up no other", async () => {
  const review = JSON.parse('{ "assignees": [], "form": null, "details": null, "onReject": "fail" }');
  await workerWith(async (config) =>
    JSON.stringify(config).includes("bad") ? { kind: "awaiting_review", review } : { kind: "completed", output: 1 },
  );
  const bad = await startRun([{ id: "a", config: { expression: "bad" } }]);
  const good = await startRun([{ id: "a", config: { expression: "good" } }]);

  await vi.waitFor(async () => expect(await statusOf(good.runId)).toBe("completed"), 5_000);
  await vi.waitFor(async () => expect(await statusOf(bad.runId)).toBe("failed"), 5_000);
  expect(await taskOf(bad.runId)).toMatchObject({ error: { code: "unstorable" } });
});
