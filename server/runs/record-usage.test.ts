import { expect, test } from "vitest";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { noteProgress } from "#server/engine/leases.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { getTask } from "#server/runs/get-task.ts";
import { recordUsage } from "#server/runs/record-usage.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const artifacts = {} as ArtifactStore;

test("a task tells what it has written, and what its attempts have used; once its output is known the rest is let go", async () => {
  const version = await publish(pool, [{ id: "a" }]);
  const runId = await startRun(pool, version);
  const task = await new TestWorker(pool).claimOne();
  const { taskId } = task;
  const read = () => getTask({ pool, artifacts }, version.workspaceId, runId, taskId);
  const used = { runId, taskId, model: "small", requests: 1, inputTokens: 10, outputTokens: 5, cost: null };
  await noteProgress(pool, [{ ...task, done: 4, total: null, note: null, text: "Half" }]);

  await recordUsage(pool, { ...used, attempt: 1, isDone: false });
  expect(await read()).toMatchObject({ written: "Half", progress: { succeeded: 4, isText: true } });

  await recordUsage(pool, { ...used, attempt: 2, requests: 2, cost: 0.5, isDone: true });
  const { written, progress, usage } = await read();
  expect([written, progress]).toEqual([null, null]);
  const { runId: _, taskId: __, ...first } = used;
  expect(usage).toEqual([
    { ...first, attempt: 1 },
    { ...first, attempt: 2, requests: 2, cost: 0.5 },
  ]);

  await pool.query("delete from run where id = $1", [runId]);
  await recordUsage(pool, { ...used, attempt: 3, isDone: true });
  expect((await pool.query("select from llm_usage")).rowCount).toBe(0);
});
