import { afterEach, describe, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { type ByHand, cancelTasks, redoTasks, retryRun } from "#server/engine/control.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, taskOf, tasksOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const of = ({ workspaceId }: Published, runId: number): ByHand => ({ workspaceId, runId, by: "ada@example.org" });
const idOf = async (runId: number, stageId: string) => (await taskOf(pool, runId, stageId)).id;
const failing =
  (...stages: string[]) =>
  ({ stageId }: { stageId: string }) =>
    stages.includes(stageId) ? FAILED : COMPLETED;

describe("a retry of a fan-out", () => {
  async function failedFanOut(concurrency: number | null = null) {
    const published = await publish(
      pool,
      [
        {
          id: "each",
          forEach: { items: { $: "input" }, ...(concurrency && { concurrency }) },
        },
        { id: "after" },
      ],
      chain("each", "after"),
    );
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], fannedOut(4, concurrency));
    await worker.runAll((task) => ((task.subtask ?? 0) % 2 === 1 ? FAILED : { to: "completed", output: task.subtask }));
    return { published, run };
  }

  test("does over only the subtasks that failed, and reuses the outputs of the others", async () => {
    const { published, run } = await failedFanOut();
    expect(await statusesOf(pool, run)).toEqual({ each: "failed", after: "failed" });
    await redoTasks(pool, of(published, run), "retry", [await idOf(run, "each")]);
    const again = await worker.claim();
    expect(again.map(({ stageId, subtask, round }) => [stageId, subtask, round])).toEqual([
      ["each", 1, 2],
      ["each", 3, 2],
    ]);
    expect(again.map(({ item }) => item)).toEqual([{ index: 1 }, { index: 3 }]);
    await worker.settle(again, { to: "completed", output: "again" });
    const parts = (await tasksOf(pool, run)).filter(({ subtask, isLatest }) => subtask !== null && isLatest);
    expect(parts.map(({ skipReason, output }) => [skipReason, output])).toEqual([
      ["reused", 0],
      [null, "again"],
      ["reused", 2],
      [null, "again"],
    ]);
    await worker.runAll();
    expect(await statusesOf(pool, run)).toEqual({ each: "completed", after: "completed" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("keeps the artifacts of what it reuses", async () => {
    const published = await publish(pool, [{ id: "each", forEach: { items: { $: "input" } } }]);
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], fannedOut(2));
    const [made, failed] = await worker.claim();
    if (!made || !failed) throw new Error("Not all were claimed");
    const artifacts = [{ hash: "abc", name: "a.txt", media_type: "text/plain", size: 3 }];
    await worker.advance([{ ...rowOf(made, COMPLETED), artifacts }, rowOf(failed, FAILED)], 0);
    for (const epoch of [0, 1]) {
      await retryRun(pool, of(published, run), epoch);
      const { id } = await taskOf(pool, run, "each", 0);
      const { rows } = await pool.query("select hash, name from artifact where task_id = $1", [id]);
      expect(rows).toEqual([{ hash: "abc", name: "a.txt" }]);
      await worker.runAll(failing("each"));
    }
    expect(await runOf(pool, run)).toMatchObject({ epoch: 2, status: "failed" });
    expect(await auditFinished(pool, run)).toEqual([]);
  });

  test("keeps to its concurrency", async () => {
    const { published, run } = await failedFanOut(1);
    await retryRun(pool, of(published, run), 0);
    expect((await worker.claim()).map(({ subtask }) => subtask)).toEqual([1]);
    expect(await taskOf(pool, run, "each", 3)).toMatchObject({ status: "waiting" });
    expect((await eventRowsOf(pool, run)).find(({ type }) => type === "run.round")?.data.stages).toMatchObject([
      { stageId: "each", status: "running", subtasks: { total: 4, reused: 2, pending: 1 } },
      { stageId: "after", status: "waiting" },
    ]);
  });

  test("of which no subtask got through, or whose input may change, fans out anew", async () => {
    const published = await publish(pool, [{ id: "a" }, { id: "each" }], chain("a", "each"));
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], COMPLETED);
    await worker.settle([await worker.claimOne()], fannedOut(2));
    await worker.runAll(failing("each"));
    await redoTasks(pool, of(published, run), "retry", [await idOf(run, "each")]);
    expect(await worker.claimOne()).toMatchObject({ stageId: "each", subtask: null, round: 2 });
    await cancelRun(pool, published.workspaceId, run);
    await redoTasks(pool, of(published, run), "rerun", [await idOf(run, "a")]);
    expect(await worker.claimOne()).toMatchObject({ stageId: "a", round: 2 });
  });

  test("that completed although some failed does those over", async () => {
    const published = await publish(pool, [{ id: "each" }]);
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], fannedOut(2, null, true));
    await worker.runAll(({ subtask }) => (subtask === 0 ? FAILED : COMPLETED));
    expect(await runOf(pool, run)).toMatchObject({ status: "completed" });
    await redoTasks(pool, of(published, run), "retry", [await idOf(run, "each")]);
    expect(await worker.claimOne()).toMatchObject({ subtask: 0, round: 2 });
  });

  test("that was canceled goes on with what had not ended", async () => {
    const published = await publish(pool, [{ id: "each" }]);
    const run = await startRun(pool, published);
    await worker.settle([await worker.claimOne()], fannedOut(3, 1));
    await worker.settle([await worker.claimOne()], COMPLETED);
    await cancelTasks(pool, of(published, run), [await idOf(run, "each")]);
    expect(await runOf(pool, run)).toMatchObject({ status: "failed" });
    await retryRun(pool, of(published, run), 0);
    expect((await worker.claim()).map(({ subtask }) => subtask)).toEqual([1, 2]);
  });
});
