import { afterEach, expect, test } from "vitest";
import { noteProgress } from "#server/engine/leases.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("delete from run"));

const told = async (runId: number) =>
  (await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.progress").map(({ data }) => data);

test("progress of a running task is kept, and told in the log of its run", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }]));
  const tasks = await worker.claim();

  await noteProgress(
    pool,
    tasks.map((task) => ({ ...task, done: 3, total: 10, note: "reading" })),
  );
  await noteProgress(
    pool,
    tasks.slice(0, 1).map((task) => ({ ...task, done: 4, total: 10, note: null })),
  );

  const before = { succeeded: 3, failed: 0, expected: 10, note: "reading" };
  expect(await told(runId)).toEqual([before, before, { ...before, succeeded: 4, note: null }]);
  const { rows } = await pool.query("select succeeded, expected from progress where run_id = $1 order by task_id", [
    runId,
  ]);
  expect(rows).toEqual([
    { succeeded: 4, expected: 10 },
    { succeeded: 3, expected: 10 },
  ]);
});

test("text that a task writes is kept, and its length told: the log of the run does not hold it", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  const writing = (text: string) => ({ ...task, done: text.length, total: null, note: null, text });

  await noteProgress(pool, [writing("One")]);
  await noteProgress(pool, [writing("One two")]);

  const before = { succeeded: 3, failed: 0, expected: null, isText: true };
  expect(await told(runId)).toEqual([before, { ...before, succeeded: 7 }]);
  const { rows } = await pool.query("select text from progress where run_id = $1", [runId]);
  expect(rows).toEqual([{ text: "One two" }]);
});

test("progress that arrives after the lease is lost changes nothing", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const task = await worker.claimOne();
  await worker.settle([task], COMPLETED);
  const before = await runOf(pool, runId);

  await noteProgress(pool, [{ ...task, done: 1, total: 1, note: null }]);

  expect(await runOf(pool, runId)).toEqual(before);
  expect((await pool.query("select from progress")).rowCount).toBe(0);
});
