import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { ALL_WORKFLOWS } from "#core/retention.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { ARTIFACTS_LOCK } from "#server/backup/backup-format.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { previewRetention } from "#server/retention/preview-retention.ts";
import { listRetentions, resetRetention, setRetention } from "#server/retention/retentions.ts";
import { sweepArtifacts } from "#server/retention/sweep-artifacts.ts";
import { sweepRuns } from "#server/retention/sweep-runs.ts";
import { testDatabase } from "#server/testing/database.ts";
import { runTasks } from "#server/testing/run-tasks.ts";

const { pool } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-retention-"));
const artifacts = folderStore(home);
const NAME = "test.flow";
const MANY = 1_000;

afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => pool.query("truncate run, workflow, loose_artifact, event, retention cascade"));

/** Runs that have ended so many days ago, oldest first. */
async function ended(published: Published, ...daysAgo: number[]): Promise<number[]> {
  const ids: number[] = [];
  for (const days of daysAgo) {
    const id = await startRun(pool, published);
    await runTasks(pool, () => ({ to: "completed", output: { days } }));
    await pool.query("update run set finished_at = now() - make_interval(days => $2, mins => 1) where id = $1", [
      id,
      days,
    ]);
    ids.push(id);
  }
  return ids;
}

const flow = () => publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
const left = async () => (await pool.query<{ id: number }>("select id from run order by id")).rows.map(({ id }) => id);
const set = ({ workspaceId }: Published, keep: Parameters<typeof setRetention>[3], workflow = NAME) =>
  setRetention(pool, workspaceId, workflow, keep, "olga@example.org");

test("runs go by age, with all that hangs on them, and the others stay", async () => {
  const published = await flow();
  const [old, , young] = await ended(published, 40, 31, 10);
  await set(published, { keepDays: 30 });

  expect(await previewRetention(pool, published.workspaceId, NAME, { keepDays: 30 })).toMatchObject({
    ended: 3,
    goes: 2,
    needed: 0,
    bytes: expect.any(Number),
  });
  expect(await sweepRuns(pool, MANY)).toBe(2);

  expect(await left()).toEqual([young]);
  for (const table of ["event", "task"]) {
    const { rows } = await pool.query<{ runId: number }>(`select distinct run_id as "runId" from ${table}`);
    expect(rows).toEqual([{ runId: young }]);
  }
  expect(await sweepRuns(pool, MANY)).toBe(0);
  expect(old).toBeLessThan(young ?? 0);
});

test("runs go by count: the newest that have ended stay, and those that go on", async () => {
  const published = await flow();
  const [, , third, fourth] = await ended(published, 3, 2, 1, 0);
  const open = await startRun(pool, published);
  await set(published, { keepRuns: 2 });

  expect(await previewRetention(pool, published.workspaceId, NAME, { keepRuns: 2 })).toMatchObject({
    ended: 4,
    goes: 2,
  });
  expect(await sweepRuns(pool, MANY)).toBe(2);

  expect(await left()).toEqual([third, fourth, open]);
});

test("a workflow's own retention replaces that of the workspace, also when it keeps all", async () => {
  const published = await flow();
  const runs = await ended(published, 40);
  await set(published, { keepDays: 30 }, ALL_WORKFLOWS);
  await set(published, {});
  const { workspaceId } = published;

  expect(await sweepRuns(pool, MANY)).toBe(0);
  expect(await left()).toEqual(runs);
  expect(await listRetentions(pool, workspaceId)).toMatchObject([
    { workflow: ALL_WORKFLOWS, keepDays: 30, changedBy: "olga@example.org" },
    { workflow: NAME },
  ]);
  expect(await previewRetention(pool, workspaceId, ALL_WORKFLOWS, { keepDays: 30 })).toMatchObject({
    ended: 0,
    goes: 0,
  });

  await resetRetention(pool, workspaceId, NAME);
  expect(await sweepRuns(pool, MANY)).toBe(1);
  await expect(resetRetention(pool, workspaceId, NAME)).rejects.toThrow("no retention of its own");
  await expect(set(published, {}, "unknown")).rejects.toThrow("There is no workflow unknown");
});

/** What makes a run needed: written as rows, each as the engine leaves them. */
const NEEDS: Record<string, { needed: string; over: string }> = {
  "an update run that goes on": {
    needed:
      "update run set base_run_id = $1, root_run_id = $1, change = '{}', finished_at = null, status = 'running', open_count = 1 where id = $2",
    over: "update run set status = 'completed', finished_at = now(), open_count = 0 where id = $2 and $1 > 0",
  },
  "the run that caused it, as long as that goes on": {
    needed:
      "update run set status = 'running', finished_at = null, open_count = case when $1 > 0 then 1 end where id = $2",
    over: "update run set status = 'completed', finished_at = now(), open_count = case when $1 > 0 then 0 end where id = $2",
  },
  "an output that was found again this week": {
    needed: `insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size)
             select 'key', r.workspace_id, r.workflow_id, 'a', '', r.id, t.id, 1
             from run r join task t on t.run_id = r.id and t.stage_id = 'a' where r.id = $1 and $2 > 0`,
    over: "update cache_entry set created_at = now() - interval '8 days' where run_id = $1 and $2 > 0",
  },
  "a fan-out that another run has taken over": {
    needed: `update task t set status = 'skipped', skip_reason = 'reused', source_task_id = made.id, subtask_count = 0
             from task made where made.run_id = $1 and made.stage_id = 'a' and t.run_id = $2 and t.stage_id = 'a'`,
    over: "update task set subtask_count = null where run_id = $2 and $1 > 0",
  },
};

test.each(Object.entries(NEEDS))("a run is kept for %s", async (_, { needed, over }) => {
  const published = await flow();
  const [old = 0, other = 0] = await ended(published, 40, 0);
  await set(published, { keepDays: 30 });
  if (needed.includes("case when")) await pool.query("update run set origin_run_id = $2 where id = $1", [old, other]);
  await pool.query(needed, [old, other]);

  expect(await previewRetention(pool, published.workspaceId, NAME, { keepDays: 30 })).toMatchObject({
    goes: 0,
    needed: 1,
  });
  expect(await sweepRuns(pool, MANY)).toBe(0);

  await pool.query(over, [old, other]);
  expect(await sweepRuns(pool, MANY)).toBe(1);
});

test("no more than asked for go in one turn, the oldest first", async () => {
  const published = await flow();
  const [, second, third] = await ended(published, 3, 2, 1);
  await pool.query("update run set finished_at = now() - interval '9 days'");
  await set(published, { keepDays: 1 });

  expect(await sweepRuns(pool, 1)).toBe(1);
  expect(await left()).toEqual([second, third]);
});

test("artifacts go with the last run that names them, and not while a backup copies", async () => {
  const published = await flow();
  const [old, young] = await ended(published, 40, 0);
  const [both, lone] = [await artifacts.put("of both"), await artifacts.put("of the old one")];
  await pool.query("update task set output_hash = $2, output = null where run_id = $1 and stage_id = 'a'", [
    old,
    both.hash,
  ]);
  await pool.query("update task set output_hash = $2, output = null where run_id = $1 and stage_id = 'b'", [
    old,
    lone.hash,
  ]);
  await pool.query("update run set input_hash = $2, input = null where id = $1", [young, both.hash]);
  await set(published, { keepDays: 30 });
  await sweepRuns(pool, MANY);

  // Everything was put a moment ago: nothing is removed yet.
  expect(await sweepArtifacts(pool, artifacts, MANY, 3_600_000)).toBe(0);
  const copying = await pool.connect();
  await copying.query("select pg_advisory_lock_shared($1)", [ARTIFACTS_LOCK]);
  expect(await sweepArtifacts(pool, artifacts, MANY, -1_000)).toBe(0);
  await copying.query("select pg_advisory_unlock_shared($1)", [ARTIFACTS_LOCK]);
  copying.release();

  expect(await sweepArtifacts(pool, artifacts, MANY, -1_000)).toBe(1);
  expect(await artifacts.has(lone.hash)).toBe(false);
  expect(await artifacts.has(both.hash)).toBe(true);
  expect((await pool.query("select * from loose_artifact")).rowCount).toBe(0);
});
