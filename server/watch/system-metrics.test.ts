import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { registerWorker } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { definitionOf, LEASE_MS, publishDefinition, requestFor } from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { createStorageCap } from "#server/storage/storage-cap.ts";
import { newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";
import { systemMetrics } from "#server/watch/system-metrics.ts";

const services = await testServices();
const { pool } = services;
const cap = createStorageCap(async () => ({ databaseBytes: 1, artifactBytes: 77 }), 5_000);
let home: Workspace;

const unexpected = (error: unknown) => {
  throw error;
};

/** The value of each metric, by its name and labels. */
async function read(): Promise<Record<string, number>> {
  const text = await (await systemMetrics(pool, LEASE_MS, cap, unexpected)).metrics();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => line.split(" ")).map(([name, value]) => [name, Number(value)]));
}

beforeAll(async () => {
  home = await newWorkspace(services);
});

test("an empty system has nothing in line, and a database of some size", async () => {
  const metrics = await read();

  expect(metrics).toMatchObject({
    heddle_database_up: 1,
    'heddle_tasks_pending{state="ready"}': 0,
    heddle_oldest_ready_task_age_seconds: 0,
    'heddle_runs_unfinished{status="queued"}': 0,
    'heddle_deliveries_open{status="pending"}': 0,
    'heddle_workers{state="alive"}': 0,
    heddle_worker_slots: 0,
  });
  expect(metrics.heddle_database_size_bytes).toBeGreaterThan(1_000_000);
  expect(metrics).toMatchObject({ heddle_artifacts_size_bytes: 77, heddle_storage_limit_bytes: 5_000 });
});

test("what is in line is told by what holds it back, with the age of the oldest", async () => {
  const { workspaceId } = home;
  const published = await publishDefinition(pool, definitionOf([{ id: "a" }]), workspaceId);
  const ids = (await startRuns(pool, Array(6).fill(requestFor(published)), LEASE_MS)).map(({ runId }) => runId);
  const worker = new TestWorker(pool);
  await registerWorker(pool, { id: worker.id, host: "one", slots: 8, tags: [""] });
  await registerWorker(pool, { id: randomUUID(), host: "two", slots: 16, tags: [""] });
  await pool.query("update worker set seen_at = now() - interval '10 minutes' where host = 'two'");
  const [task] = await worker.claim(1);
  const [, delayed, heldBack, paused, old] = ids.filter((id) => id !== task?.runId);
  const change = (columns: string, runId: number | undefined) =>
    pool.query(`update task set ${columns} where run_id = $1`, [runId]);
  await change("turn = null, available_at = now() + interval '1 hour'", delayed);
  await change("turn = null, blocked_key = 'a rule'", heldBack);
  await change("turn = null, blocked_key = 'paused'", paused);
  await change("available_at = now() - interval '90 seconds', priority = -5", old);
  await change("lease_expires_at = now() - interval '1 second'", task?.runId);
  await pool.query(
    `insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, status, next_at, created_at)
     select $1, $2, $3, 'success', 0, 'key ' || s, s, case when s = 'pending' then now() end, now() - interval '5 minutes'
     from unnest(array['pending', 'exhausted', 'delivered']) s`,
    [workspaceId, published.workflowId, ids[0]],
  );
  const metrics = await read();

  expect(metrics).toMatchObject({
    'heddle_tasks_pending{state="ready"}': 2,
    'heddle_tasks_pending{state="delayed"}': 1,
    'heddle_tasks_pending{state="held_back"}': 1,
    'heddle_tasks_pending{state="paused"}': 1,
    heddle_tasks_running: 1,
    heddle_leases_overdue: 1,
    'heddle_runs_unfinished{status="running"}': 1,
    'heddle_runs_unfinished{status="queued"}': 5,
    'heddle_deliveries_open{status="pending"}': 1,
    'heddle_deliveries_open{status="exhausted"}': 1,
    'heddle_workers{state="alive"}': 1,
    'heddle_workers{state="lost"}': 1,
    heddle_worker_slots: 8,
  });
  expect(metrics.heddle_oldest_ready_task_age_seconds).toBeGreaterThanOrEqual(90);
  expect(metrics.heddle_oldest_pending_delivery_age_seconds).toBeGreaterThanOrEqual(300);
});

test("a database that does not answer is told, and nothing else is made up", async () => {
  const errors: unknown[] = [];
  const down = { query: () => Promise.reject(new Error("down")) } as never;
  const text = await (await systemMetrics(down, 1, cap, (error) => errors.push(error))).metrics();

  expect(text).toContain("heddle_database_up 0");
  expect(text.match(/^# TYPE/gm)).toHaveLength(1);
  expect(errors).toEqual([new Error("down")]);
});
