import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  definitionOf,
  LEASE_MS,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { publishFunction } from "#server/functions/publish-function.ts";
import { setRetired } from "#server/functions/retire-function.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-functions-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
let worker: StartedWorker;

beforeAll(async () => {
  worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: testHandlers(sandbox, { db: pool, patienceMs: 0 }),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
});
afterAll(async () => {
  await worker.stop();
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

const LATER = `import { half } from "functions/half@1";

type Answer = { half: number; version: number };
export async function later(n: number): Promise<Answer> {
  await sleep(14 * 86_400_000);
  if (n < 0) throw new RangeError(\`\${n} is too small\`);
  return { half: half(n), version: 1 };
}`;

async function workspaceWithFunctions(): Promise<string> {
  const workspaceId = randomUUID();
  const published = { description: "", seen: null };
  const half = "export const half = (n: number): number => n / 2;";
  await publishFunction(pool, workspaceId, { ...published, name: "half", source: half }, "ada");
  await publishFunction(pool, workspaceId, { ...published, name: "later", source: LATER }, "ada");
  return workspaceId;
}

async function start(workspaceId: string, stage: Omit<StageInput, "id">, input: unknown): Promise<number> {
  const published = await publishDefinition(pool, definitionOf([{ id: "a", ...stage }]), workspaceId);
  const [run] = await startRuns(pool, [requestFor(published, { input })], LEASE_MS);
  return run?.runId ?? 0;
}

const becomes = (runId: number, status: string) =>
  vi.waitFor(async () => expect(await statusesOf(pool, runId)).toEqual({ a: status }), 20_000);
const wake = (runId: number) =>
  pool.query("with woken as (update task set wake_at = now() where run_id = $1) select pg_notify('heddle_work', '')", [
    runId,
  ]);

const code = { source: 'import { later } from "functions/later@1";\nexport default ({ n }) => later(n);' };

test("a published function waits for weeks within the code that called it, and neither a new version nor its retirement changes that", async () => {
  const workspaceId = await workspaceWithFunctions();
  const runId = await start(workspaceId, { kind: "code", config: code }, { n: 8 });
  await becomes(runId, "suspended");
  const source = LATER.replace("version: 1 }", "version: 2 }");
  await publishFunction(pool, workspaceId, { name: "later", description: "", source, seen: 1 }, "ada");
  await setRetired(pool, workspaceId, "half", "ada");
  await wake(runId);
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "a")).output).toEqual({ half: 4, version: 1 });
});

test("what a published function throws names its version and its line in TypeScript", async () => {
  const runId = await start(await workspaceWithFunctions(), { kind: "code", config: code }, { n: -1 });
  await becomes(runId, "suspended");
  await wake(runId);
  await becomes(runId, "failed");
  expect((await taskOf(pool, runId, "a")).error).toMatchObject({
    message: expect.stringMatching(/^RangeError: -1 is too small \(functions\/later@1, line 6, column \d+\)$/),
  });
});

test("the code of a check imports published functions, also by way of the workflow's", async () => {
  const workspaceId = await workspaceWithFunctions();
  const definition = definitionOf([
    {
      id: "a",
      check: { source: 'import { half } from "workflow/functions";\nexport default (output) => half(output.n) === 2;' },
    },
  ]);
  const functions = 'export { half } from "functions/half@1";';
  const published = await publishDefinition(pool, { ...definition, functions }, workspaceId);
  const runs = await startRuns(
    pool,
    [4, 6].map((n) => requestFor(published, { input: { n } })),
    LEASE_MS,
  );
  await becomes(runs[0]?.runId ?? 0, "completed");
  await becomes(runs[1]?.runId ?? 0, "failed");
});

test("functions of another workspace are not there", async () => {
  await workspaceWithFunctions();
  const runId = await start(randomUUID(), { kind: "code", config: code }, { n: 8 });
  await becomes(runId, "failed");
  expect((await taskOf(pool, runId, "a")).error).toMatchObject({
    message: expect.stringContaining("could not load module 'functions/later@1'"),
  });
});
