import { afterEach, expect, test } from "vitest";
import { nextBatchId, stopBatch, submitBatch } from "#server/engine/batches.ts";
import { retryRun, skipTasks } from "#server/engine/control.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, LEASE_MS, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { runOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run, batch cascade"));

async function submit(published: Published, count: number, key: string | null = null): Promise<number> {
  const id = await nextBatchId(pool);
  const batch = {
    id,
    workspace_id: published.workspaceId,
    workflow_id: published.workflowId,
    title: "",
    metadata: null,
    on_complete: null,
    created_by: "test@example.org",
    idempotency_key: key,
    request_hash: null,
  };
  const requests = Array.from({ length: count }, () => requestFor(published, { batch_id: id }));
  return (await submitBatch(pool, batch, requests, LEASE_MS)).batchId;
}

interface BatchState {
  run: number;
  open: number;
  completed: number;
  failed: number;
  canceled: number;
  isFinished: boolean;
  isStopped: boolean;
}

async function batchOf(id: number): Promise<BatchState | undefined> {
  const { rows } = await pool.query<BatchState>(
    `select run_count as run, open_count as open, completed_count as completed, failed_count as failed,
            canceled_count as canceled, finished_at is not null as "isFinished", stopped_at is not null as "isStopped"
     from batch where id = $1`,
    [id],
  );
  return rows[0];
}

const runsOf = async (batch: number) =>
  (await pool.query<{ id: number }>("select id from run where batch_id = $1 order by id", [batch])).rows.map(
    ({ id }) => id,
  );

test("a batch counts its runs as they end, and ends with the last of them", async () => {
  const batch = await submit(await publish(pool, [{ id: "a" }]), 4);
  expect(await batchOf(batch)).toMatchObject({ run: 4, open: 4, isFinished: false });
  const [first, second, third, fourth] = await worker.claim();
  if (!first || !second || !third || !fourth) throw new Error("Four tasks were expected");
  await worker.settle([first, second], COMPLETED);
  await worker.settle([third], FAILED);
  expect(await batchOf(batch)).toMatchObject({ open: 1, completed: 2, failed: 1, isFinished: false });
  await worker.settle([fourth], COMPLETED);
  expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 3, failed: 1, canceled: 0, isFinished: true });
});

test("a run that runs again is open again, and counts as it ends then", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const batch = await submit(published, 2);
  const [first, second] = await worker.claim();
  if (!first || !second) throw new Error("Two tasks were expected");
  await worker.settle([first, second], FAILED);
  expect(await batchOf(batch)).toMatchObject({ open: 0, failed: 2, isFinished: true });
  const of = { workspaceId: published.workspaceId, runId: first.runId, by: "test@example.org" };
  await retryRun(pool, of, 0);
  expect(await batchOf(batch)).toMatchObject({ open: 1, failed: 1, isFinished: false });
  await worker.runAll();
  expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 1, failed: 1, isFinished: true });
});

test("a run that a round ends at once, for it only skips what failed, counts as it ended then", async () => {
  const published = await publish(
    pool,
    [{ id: "x", allowFailure: true }, { id: "y", allowFailure: true }, { id: "z" }],
    [
      { from: "x", to: "z", requiresSuccess: true },
      { from: "y", to: "z" },
    ],
  );
  const batch = await submit(published, 1);
  const [runId = 0] = await runsOf(batch);
  const by = { runId, workspaceId: published.workspaceId, by: "test@example.org" };
  const skip = async (stageId: string) => {
    const { rows } = await pool.query("select id from task where run_id = $1 and stage_id = $2 and is_latest", [
      runId,
      stageId,
    ]);
    expect(await skipTasks(pool, by, [rows[0].id])).toMatchObject({ outcome: "done" });
  };
  await skip("z");
  await worker.settle(await worker.claim(), FAILED);
  expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 1, failed: 0, isFinished: true });

  // z is made anew, and breaks on x.
  await skip("y");
  expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 0, failed: 1, isFinished: true });
  await skip("z");
  expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 1, failed: 0, isFinished: true });
  expect(await auditFinished(pool, runId)).toEqual([]);
});

test("many workers that settle runs of many batches at once count every run once", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const batches = await Promise.all([1, 2, 3].map(() => submit(published, 60)));
  const workers = Array.from({ length: 4 }, () => new TestWorker(pool));
  let open = true;
  await Promise.all(
    workers.map(async (each) => {
      while (open) {
        const tasks = await each.claim(7);
        await each.advance(
          tasks.toReversed().map((task) => rowOf(task, task.runId % 5 === 0 ? FAILED : COMPLETED)),
          0,
        );
        const { rows } = await pool.query("select from run where finished_at is null limit 1");
        open = rows.length > 0;
      }
    }),
  );
  for (const batch of batches) {
    const failed = (await runsOf(batch)).filter((run) => run % 5 === 0).length;
    expect(await batchOf(batch)).toMatchObject({ open: 0, completed: 60 - failed, failed, isFinished: true });
  }
});

test("stopping a batch cancels every run of it that has not ended, and repeated it changes nothing", async () => {
  const published = await publish(pool, [{ id: "a", kind: "review" }, { id: "b" }], chain("a", "b"));
  const batch = await submit(published, 5);
  const other = await submit(published, 1);
  const [done, reviewing, running] = await worker.claim(3);
  if (!done || !reviewing || !running) throw new Error("Three tasks were expected");
  await worker.settle([done], FAILED);
  await worker.settle([reviewing], reviewed());

  expect(await stopBatch(pool, published.workspaceId, batch)).toBe(4);

  expect(await batchOf(batch)).toMatchObject({ open: 0, failed: 1, canceled: 4, isFinished: true, isStopped: true });
  expect(await worker.settle([running], COMPLETED)).toEqual([]);
  const { rows } = await pool.query("select status from review");
  expect(rows).toEqual([{ status: "canceled" }]);
  for (const run of await runsOf(batch)) expect(await auditFinished(pool, run)).toEqual([]);
  const { rows: before } = await pool.query("select * from batch order by id");

  expect(await stopBatch(pool, published.workspaceId, batch)).toBe(0);

  expect((await pool.query("select * from batch order by id")).rows).toEqual(before);
  expect(await batchOf(other)).toMatchObject({ open: 1, isStopped: false });
  expect(await stopBatch(pool, "another", other)).toBeNull();
});

test("a batch that is stopped while its runs settle is whole", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const batch = await submit(published, 40);
  const tasks = await worker.claim();
  await Promise.all([
    ...tasks.map((task) => worker.settle([task], COMPLETED)),
    stopBatch(pool, published.workspaceId, batch),
  ]);
  for (const run of await runsOf(batch)) {
    expect((await runOf(pool, run)).status).toBe("canceled");
    expect(await auditFinished(pool, run)).toEqual([]);
  }
  expect(await batchOf(batch)).toMatchObject({ open: 0, canceled: 40, isFinished: true });
});

test("two submissions under one key at once make one batch", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const answers = await Promise.all(Array.from({ length: 5 }, () => submit(published, 3, "k")));
  expect(new Set(answers).size).toBe(1);
  expect((await pool.query("select from run")).rows).toHaveLength(3);
});

test("a batch with an impossible run makes nothing", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const ghost = { ...published, versionId: "00000000-0000-7000-8000-000000000000" };
  await expect(submit(ghost, 2)).rejects.toThrow();
  expect((await pool.query("select from batch")).rows).toHaveLength(0);
});
