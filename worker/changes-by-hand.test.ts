import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { STAGE_KINDS } from "#core/kinds/registry.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { type ByHand, cancelTasks, pauseRun, redoTasks, resumeRun } from "#server/engine/control.ts";
import { chain, LEASE_MS, publish, startRun } from "#server/engine/testing/published.ts";
import { runOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-by-hand-"));
const sandbox = createSandboxPool({ threads: 1 });
const started: StartedWorker[] = [];
afterAll(() => {
  sandbox.close();
  rmSync(home, { recursive: true });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
  await pool.query("delete from run");
});

async function workWith(handler: Handler): Promise<void> {
  const expressions = createExpressionPool({ threads: 1 });
  const handlers = Object.fromEntries(STAGE_KINDS.map((kind) => [kind, handler])) as unknown as Handlers;
  const deps = {
    expressions,
    artifacts: folderStore(home),
    handlers,
    judge: createJudge({ expressions, sandbox }),
    random: () => 0,
  };
  const settings = { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 };
  started.push(await startWorker(pool, deps, settings, pino({ level: "silent" })));
}

async function begin(...stages: string[]): Promise<ByHand> {
  const published = await publish(
    pool,
    stages.map((id, index) => ({ id, input: index === 0 ? id : { $: `stages.${stages[index - 1]}.output` } })),
    chain(...stages),
  );
  const runId = await startRun(pool, published);
  return { workspaceId: published.workspaceId, runId, by: "ada@example.org" };
}

const ends = (runId: number, status: string) =>
  vi.waitFor(async () => expect((await runOf(pool, runId)).status).toBe(status), 5_000);

test("canceling a task tells its attempt to stop, and no other", async () => {
  const attempts: AttemptContext[] = [];
  await workWith(
    (_config, _input, attempt) =>
      new Promise((resolve) => {
        attempts.push(attempt);
        const end = () => resolve({ kind: "failed", failure: { code: "ended", message: "ended", retryable: false } });
        attempt.signal.addEventListener("abort", end);
      }),
  );
  const [one, other] = [await begin("a"), await begin("a")];
  await vi.waitFor(() => expect(attempts).toHaveLength(2), 5_000);

  await cancelTasks(pool, one, [(await taskOf(pool, one.runId, "a")).id]);

  const of = ({ runId }: ByHand) => attempts.find((attempt) => attempt.runId === runId)?.signal;
  await vi.waitFor(() => expect(of(one)?.reason).toBe("canceled"), 5_000);
  expect(of(other)?.aborted).toBe(false);
  await ends(one.runId, "failed");
});

test("a worker that has made the outputs of a round reads those of the next one", async () => {
  let made = 0;
  const read: unknown[] = [];
  await workWith(async (_config, input) => {
    read.push(input);
    made += 1;
    return { kind: "completed", output: `output ${made}` };
  });
  const run = await begin("a", "b");
  await ends(run.runId, "completed");

  await redoTasks(pool, run, "rerun", [(await taskOf(pool, run.runId, "a")).id]);

  await vi.waitFor(() => expect(read).toEqual(["a", "output 1", "a", "output 3"]), 5_000);
  await ends(run.runId, "completed");
});

test("a paused run starts nothing in a worker that has its next stage in reach, until it is resumed", async () => {
  const goOn = Promise.withResolvers<void>();
  const begun: string[] = [];
  await workWith(async (_config, input) => {
    begun.push(String(input));
    await goOn.promise;
    return { kind: "completed", output: "b" };
  });
  const run = await begin("a", "b");
  await vi.waitFor(() => expect(begun).toEqual(["a"]), 5_000);

  await pauseRun(pool, run);
  goOn.resolve();

  await vi.waitFor(async () => expect((await taskOf(pool, run.runId, "b")).status).toBe("pending"), 5_000);
  expect(begun).toEqual(["a"]);
  await resumeRun(pool, run);
  await ends(run.runId, "completed");
});
