import { expect, test } from "vitest";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);

test.each([
  ["a follow-up that is missing", "delete from spawn"],
  ["a delivery that is missing", "delete from delivery"],
  ["a delivery of what did not happen", "update delivery set trigger = 'failure'"],
])("the audit of a finished run sees %s", async (_, harm) => {
  const url = "https://example.org";
  const version = await publish(pool, [
    { id: "a", actions: [{ on: "success", url }], spawns: [{ workflow: "test.flow" }] },
  ]);
  const runId = await startRun(pool, version);
  await new TestWorker(pool).runAll();
  expect(await auditFinished(pool, runId)).toEqual([]);

  await pool.query(`${harm} where run_id = $1`, [runId]);

  expect(await auditFinished(pool, runId)).toEqual([`run ${runId}: a was followed by too much or too little`]);
});

test("the audit of a finished run sees a slot that it still holds", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await new TestWorker(pool).runAll();
  await pool.query("insert into task_slot (task_id, key) select id, 'k' from task where run_id = $1", [runId]);

  expect(await auditFinished(pool, runId)).toEqual([`run ${runId}: holds 1 slots`]);
});
