import { expect, test } from "vitest";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { runOf, runStatusesOf, statusesOf } from "#server/engine/testing/rows.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();

test("a chain runs to its end", async () => {
  const worker = new TestWorker(pool);
  const run = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b")));
  await worker.runAll();
  expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "completed" });
  expect(await runOf(pool, run)).toMatchObject({ status: "completed", openCount: 0 });
  expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "completed"]);
});
