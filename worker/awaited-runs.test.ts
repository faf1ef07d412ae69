import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Definition } from "#core/definition.ts";
import type { RunStatus } from "#core/statuses.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { cancelTasks } from "#server/engine/control.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import {
  definitionOf,
  LEASE_MS,
  type Published,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { eventRowsOf, statusesOf, taskOf, tasksOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
await recordMoves(pool);
const home = mkdtempSync(join(tmpdir(), "heddle-awaited-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
let worker: StartedWorker;

const startOne = () =>
  startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: testHandlers(sandbox),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_048_576 },
    pino({ level: "silent" }),
  );
beforeEach(async () => {
  worker = await startOne();
});
afterEach(async () => {
  await worker.stop();
  await pool.query("truncate run, workflow cascade");
});
afterAll(() => {
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

const named = (name: string, stages: StageInput[], changes: Partial<Definition> = {}): Definition => ({
  ...definitionOf(stages),
  name,
  ...changes,
});
const running = (workflow: string, config: object = {}, stage: object = {}): StageInput => ({
  id: "inner",
  kind: "workflow",
  config: { workflow, ...config },
  ...stage,
});

async function start(published: Published, input: unknown = {}): Promise<number> {
  const [started] = await startRuns(pool, [requestFor(published, { input })], LEASE_MS);
  return started?.runId ?? 0;
}

async function family(definition: Definition, ...others: Definition[]): Promise<Published> {
  const parent = await publishDefinition(pool, definition);
  for (const other of others) await publishDefinition(pool, other, parent.workspaceId);
  return parent;
}

const childrenOf = async (runId: number) =>
  (
    await pool.query<{ id: number; status: RunStatus; input: unknown; itemId: string | null; taskId: number }>(
      `select id, status, input, item_id as "itemId", origin_task_id as "taskId" from run
       where origin_run_id = $1 and is_awaited order by id`,
      [runId],
    )
  ).rows;

async function ended(runId: number): Promise<RunStatus | undefined> {
  let status: RunStatus | undefined;
  await vi.waitFor(async () => {
    const { rows } = await pool.query<{ status: RunStatus }>("select status from run where id = $1", [runId]);
    status = rows[0]?.status;
    expect(["completed", "failed", "canceled"]).toContain(status);
  }, 8_000);
  return status;
}

const WAITING: StageInput = { id: "last", kind: "wait", config: { for: "PT1H" } };
const FAILING: StageInput = { id: "last", config: { expression: "$error('no')" } };

test("a stage runs another workflow and gives what its last stages gave", async () => {
  const published = await family(
    named("outer", [running("inner", { input: { n: { $: "input.n + 1" } }, itemId: { $: "'item'" } })]),
    named("inner", [{ id: "last", config: { expression: "input.n * 10" } }]),
  );
  const run = await start(published, { n: 1 });

  expect(await ended(run)).toBe("completed");

  const [child] = await childrenOf(run);
  const task = await taskOf(pool, run, "inner");
  expect(child).toMatchObject({ status: "completed", input: { n: 2 }, itemId: "item", taskId: task.id });
  expect(task).toMatchObject({ output: { runId: child?.id, status: "completed", output: { last: 20 } }, attempt: 1 });
  const events = await eventRowsOf(pool, run);
  expect(events.find(({ type }) => type === "task.suspended")?.data).toEqual({ for: "run", runId: child?.id });
  expect(await auditFinished(pool, run)).toEqual([]);
  expect(await auditFinished(pool, child?.id ?? 0)).toEqual([]);
});

test("workflows three deep pass their ends up", async () => {
  const published = await family(
    named("one", [running("two")]),
    named("two", [running("three")]),
    named("three", [{ id: "last", config: { expression: "'deep'" } }]),
  );
  const run = await start(published);
  expect(await ended(run)).toBe("completed");
  expect((await taskOf(pool, run, "inner")).output).toMatchObject({
    output: { inner: { output: { last: "deep" } } },
  });
});

test("a run that fails fails the stage, or is told in its output, as configured", async () => {
  const [failing, going] = [running("inner"), { ...running("inner", { onFailure: "continue" }), id: "going" }];
  const published = await family(named("outer", [failing, going]), named("inner", [FAILING]));
  const run = await start(published);
  expect(await ended(run)).toBe("failed");
  expect(await taskOf(pool, run, "inner")).toMatchObject({ status: "failed", error: { code: "child_failed" } });
  expect(await taskOf(pool, run, "going")).toMatchObject({
    status: "completed",
    output: { status: "failed", output: null },
  });
});

test("a stage that is tried again runs the workflow again", async () => {
  const retry = { retry: { maxAttempts: 2, backoffMs: 0 } };
  const published = await family(named("outer", [running("inner", {}, retry)]), named("inner", [FAILING]));
  const run = await start(published);
  expect(await ended(run)).toBe("failed");
  expect(await childrenOf(run)).toHaveLength(2);
});

test("canceling a run cancels the runs that it waits for, all the way down", async () => {
  const published = await family(
    named("one", [running("two")]),
    named("two", [running("three")]),
    named("three", [WAITING]),
  );
  const run = await start(published);
  await vi.waitFor(async () => {
    const [child] = await childrenOf(run);
    const [grandchild] = await childrenOf(child?.id ?? 0);
    expect(await statusesOf(pool, grandchild?.id ?? 0)).toEqual({ last: "suspended" });
  }, 8_000);

  expect(await cancelRun(pool, published.workspaceId, run)).toBe("canceled");

  const [child] = await childrenOf(run);
  const [grandchild] = await childrenOf(child?.id ?? 0);
  for (const each of [run, child?.id ?? 0, grandchild?.id ?? 0]) {
    expect(await ended(each)).toBe("canceled");
    expect(await auditFinished(pool, each)).toEqual([]);
  }
});

test("canceling the run that is waited for fails the stage above it", async () => {
  const published = await family(named("outer", [running("inner")]), named("inner", [WAITING]));
  const run = await start(published);
  await vi.waitFor(async () => expect(await childrenOf(run)).toHaveLength(1), 8_000);
  const [child] = await childrenOf(run);
  await cancelRun(pool, published.workspaceId, child?.id ?? 0);
  expect(await ended(run)).toBe("failed");
  expect(await taskOf(pool, run, "inner")).toMatchObject({ error: { code: "child_canceled" } });
});

test("each subtask of a fan-out runs the workflow for its item", async () => {
  const each = running(
    "inner",
    { input: { n: { $: "subtask.item" } } },
    { forEach: { items: { $: "[1..12]" }, concurrency: 5 } },
  );
  const published = await family(
    named("outer", [each]),
    named("inner", [{ id: "last", config: { expression: "input.n" } }]),
  );
  const run = await start(published);
  expect(await ended(run)).toBe("completed");
  const subtasks = (await tasksOf(pool, run)).filter(({ subtask }) => subtask !== null);
  expect(subtasks.map(({ output }) => (output as { output: { last: number } }).output.last)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
});

test("an input that the other workflow refuses, or a workflow that is not there, fails the stage and starts nothing", async () => {
  const input = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
  const published = await family(
    named("outer", [running("inner"), { ...running("ghost"), id: "ghost" }]),
    named("inner", [WAITING], { input }),
  );
  const run = await start(published);
  expect(await ended(run)).toBe("failed");
  expect(await taskOf(pool, run, "inner")).toMatchObject({
    error: { code: "bad_input", message: expect.stringContaining("input.n") },
  });
  expect(await taskOf(pool, run, "ghost")).toMatchObject({ error: { code: "not_found" } });
  expect(await childrenOf(run)).toEqual([]);
});

test("a workflow that waits for itself without end stops after 100 generations", async () => {
  const published = await family(named("endless", [running("endless")]));
  const run = await start(published);
  expect(await ended(run)).toBe("failed");
  const { rows } = await pool.query("select count(*)::int as n from run");
  expect(rows).toEqual([{ n: 101 }]);
}, 30_000);

test("a worker that is lost while it waits costs nothing: another goes on", async () => {
  const published = await family(named("outer", [running("inner")]), named("inner", [WAITING]));
  const run = await start(published);
  await vi.waitFor(async () => {
    const [child] = await childrenOf(run);
    expect(await statusesOf(pool, child?.id ?? 0)).toEqual({ last: "suspended" });
  }, 8_000);
  await worker.stop();
  worker = await startOne();
  await pool.query("update task set wake_at = now() where wake_at is not null");
  await pool.query("select pg_notify('heddle_work', '')");
  expect(await ended(run)).toBe("completed");
});

test("canceling the stage that waits cancels the run that it waits for", async () => {
  const published = await family(named("outer", [running("inner")]), named("inner", [WAITING]));
  const run = await start(published);
  await vi.waitFor(async () => expect(await childrenOf(run)).toHaveLength(1), 8_000);
  const { id: taskId } = await taskOf(pool, run, "inner");
  await cancelTasks(pool, { workspaceId: published.workspaceId, runId: run, by: "test@example.org" }, [taskId]);
  const [child] = await childrenOf(run);
  expect(child?.status).toBe("canceled");
  for (const each of [run, child?.id ?? 0]) expect(await auditFinished(pool, each)).toEqual([]);
});
