import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { sealAnew } from "#server/secrets/seal-anew.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { TEST_SECRET, testHandlers, testSecretBox } from "#worker/testing/handlers.ts";
import { olderImageSource } from "#worker/testing/older-image.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-sleeping-"));
const expressions = createExpressionPool({ threads: 1 });
const sandboxes = [
  createSandboxPool({ threads: 1 }),
  createSandboxPool({ threads: 1 }),
  createSandboxPool({ threads: 1, image: olderImageSource() }),
] as const;
const OLDER = 2;
const started: StartedWorker[] = [];
afterEach(() => Promise.all(started.splice(0).map((worker) => worker.stop())));
afterAll(() => {
  for (const sandbox of sandboxes) sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

/** A worker that keeps code outside of the sandbox for any wait at all. */
async function startedWorker(which: 0 | 1 | typeof OLDER = 0, box = testSecretBox): Promise<StartedWorker> {
  const sandbox = sandboxes[which];
  const worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: testHandlers(sandbox, { db: pool, box, patienceMs: 0 }),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
  started.push(worker);
  return worker;
}

async function startCode(source: string, stage: Record<string, unknown> = {}) {
  const published = await publish(pool, [{ id: "code", kind: "code", config: { source }, ...stage }]);
  const [run] = await startRuns(pool, [requestFor(published, { input: { name: "Ada" } })], LEASE_MS);
  return { runId: run?.runId ?? 0, workspaceId: published.workspaceId };
}

const becomes = (runId: number, status: string) =>
  vi.waitFor(async () => expect(await statusesOf(pool, runId)).toEqual({ code: status }), 20_000);
/** As if its time had come. */
const wake = (runId: number) =>
  pool.query("with woken as (update task set wake_at = now() where run_id = $1) select pg_notify('heddle_work', '')", [
    runId,
  ]);
const memories = async (runId: number) =>
  (
    await pool.query<{ bytes: Buffer }>(
      "select m.bytes from task_memory m join task t on t.id = m.task_id where t.run_id = $1",
      [runId],
    )
  ).rows;

const eventsOf = async (runId: number, type: string): Promise<number> =>
  (await pool.query("select from event where run_id = $1 and type = $2", [runId, type])).rowCount ?? 0;

const WEEKS = `export default async (input) => {
  const begin = "Dear " + input.name;
  const id = crypto.randomUUID();
  const same = () => id;
  await sleep(14 * 86_400_000);
  return { text: begin + ", two weeks later", isSame: same() === id };
}`;

test("code that sleeps for weeks holds nothing of a worker, and goes on in another", async () => {
  const worker = await startedWorker(0);
  const { runId } = await startCode(WEEKS);
  await becomes(runId, "suspended");
  const { rows } = await pool.query(
    "select lease, worker_id, wake_at - now() > interval '13 days' as late from task where run_id = $1",
    [runId],
  );
  expect(rows).toEqual([{ lease: null, worker_id: null, late: true }]);
  await worker.stop();
  await wake(runId);

  await startedWorker(1);

  await becomes(runId, "completed");
  const { output, attempt } = await taskOf(pool, runId, "code");
  expect(output).toEqual({ text: "Dear Ada, two weeks later", isSame: true });
  expect(attempt).toBe(1);
  expect(await memories(runId)).toEqual([]);
});

const TWICE = `export default async () => {
  await sleep(1e9);
  const era1 = era;
  await sleep(1e9);
  return [era1, era];
}`;

test("code that began to wait before an upgrade of Heddle goes on in the sandbox that it began in", async () => {
  const before = await startedWorker(OLDER);
  const { runId } = await startCode(TWICE);
  await becomes(runId, "suspended");
  await before.stop();

  await startedWorker();
  await wake(runId);
  await vi.waitFor(async () => expect(await eventsOf(runId, "task.suspended")).toBe(2), 20_000);
  await wake(runId);
  await becomes(runId, "completed");
  expect(await taskOf(pool, runId, "code")).toMatchObject({ output: ["older", "older"], attempt: 1 });
});

test("when the sandbox that code waits in was not kept, the attempt fails", async () => {
  const before = await startedWorker(OLDER);
  const { runId } = await startCode(TWICE);
  await becomes(runId, "suspended");
  await before.stop();
  await pool.query("delete from sandbox_image");

  await startedWorker();
  await wake(runId);
  await becomes(runId, "failed");
  expect((await taskOf(pool, runId, "code")).error).toMatchObject({ code: "memory_unreadable" });
});

test("what is kept of code is sealed", async () => {
  await startedWorker();
  const { runId } = await startCode(WEEKS);
  await becomes(runId, "suspended");
  const [kept] = await memories(runId);
  expect(kept?.bytes.includes("Dear Ada")).toBe(false);
  expect(kept?.bytes.byteLength).toBeLessThan(16 * 1024);
});

const NEWER_SECRET = "another secret that is long enough";
const both = createSecretBox(NEWER_SECRET, [TEST_SECRET]);
const newer = createSecretBox(NEWER_SECRET);

test("code that sleeps, or has been woken and stands in line, goes on after its memory was sealed anew with another key", async () => {
  await pool.query("delete from task_memory");
  const before = await startedWorker();
  const { runId: asleep } = await startCode(WEEKS);
  await becomes(asleep, "suspended");
  const { runId: inLine } = await startCode(WEEKS);
  await becomes(inLine, "suspended");
  await before.stop();
  await pool.query("select engine.resume_tasks(array(select id from task where run_id = $1), '{}')", [inLine]);

  expect(await sealAnew(pool, both)).toEqual({ sealed: 2, unopened: 0 });
  for (const runId of [asleep, inLine])
    expect((await memories(runId))[0]?.bytes.subarray(0, newer.newestBytes.byteLength)).toEqual(newer.newestBytes);
  expect(await sealAnew(pool, both)).toEqual({ sealed: 0, unopened: 0 });

  await wake(asleep);
  await startedWorker(1, newer);
  for (const runId of [asleep, inLine]) {
    await becomes(runId, "completed");
    expect(await taskOf(pool, runId, "code")).toMatchObject({ output: { isSame: true }, attempt: 1 });
  }
});

test("memory that no key here opens stays as it is, and keeps no other from being sealed anew", async () => {
  await pool.query("delete from task_memory");
  await startedWorker();
  const { runId: lost } = await startCode(WEEKS);
  await becomes(lost, "suspended");
  const { runId } = await startCode(WEEKS);
  await becomes(runId, "suspended");
  await pool.query(
    "update task_memory set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) where task_id in (select id from task where run_id = $1)",
    [lost],
  );
  const before = await memories(lost);
  expect(await sealAnew(pool, both)).toEqual({ sealed: 1, unopened: 1 });
  expect(await memories(lost)).toEqual(before);
});

test("code wakes by itself, as often as it sleeps", async () => {
  await startedWorker();
  const { runId } = await startCode(
    "export default async () => { let n = 0; for (let i = 0; i < 10; i++) { await sleep(20); n += i; } return n }",
  );
  await becomes(runId, "completed");
  const { output } = await taskOf(pool, runId, "code");
  expect(output).toBe(45);
  const { rows } = await pool.query(
    "select count(*)::int as suspended from event where run_id = $1 and type = 'task.suspended'",
    [runId],
  );
  expect(rows).toEqual([{ suspended: 10 }]);
});

test("code that was canceled while it slept leaves nothing behind", async () => {
  await startedWorker();
  const { runId, workspaceId } = await startCode(WEEKS);
  await becomes(runId, "suspended");
  await cancelRun(pool, workspaceId, runId);
  await becomes(runId, "canceled");
  expect(await memories(runId)).toEqual([]);
});

test.each([
  ["was changed", "update task_memory set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) where task_id = $1"],
  ["is gone", "delete from task_memory where task_id = $1"],
  [
    "is of another task",
    "update task_memory m set bytes = o.bytes from task_memory o where m.task_id = $1 and o.task_id <> $1",
  ],
])("when what was kept %s, the attempt fails and the next begins from the start", async (_what, spoil) => {
  await startedWorker();
  const { runId: other } = await startCode(WEEKS);
  await becomes(other, "suspended");
  const { runId } = await startCode(
    "export default async (input, { attempt }) => { if (attempt === 1) await sleep(1e9); return attempt }",
    { retry: { maxAttempts: 2, backoffMs: 0 } },
  );
  await becomes(runId, "suspended");
  const { rows } = await pool.query("select id from task where run_id = $1", [runId]);
  await pool.query(spoil, [rows[0].id]);
  await wake(runId);

  await becomes(runId, "completed");
  expect(await taskOf(pool, runId, "code")).toMatchObject({ output: 2, attempt: 2 });
  const { rows: events } = await pool.query(
    "select data #>> '{error,code}' as code from event where run_id = $1 and type = 'task.retrying'",
    [runId],
  );
  expect(events).toEqual([{ code: "memory_unreadable" }]);
  await pool.query("update task set wake_at = null, status = 'canceled', finished_at = now() where run_id = $1", [
    other,
  ]);
});
