import { beforeEach, expect, test } from "vitest";
import { type Action, Actions } from "#core/action.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { statusesOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

/** What broke in the hooks of Task Runner and ArcRun (systems.md 4.11), and does not here. */
const { pool } = await testDatabase();
const TRIGGERS = ["start", "success", "failure", "cancel"] satisfies Action["on"][];
const actions = TRIGGERS.map((on) => ({ on, url: "https://example.org" }));
let worker: TestWorker;
let published: Published;
beforeEach(async () => {
  await pool.query("truncate run, delivery cascade");
  worker = new TestWorker(pool);
  published = await publish(pool, [{ id: "a", actions: Actions.parse(actions) }]);
});

const triggersOf = async (): Promise<string[]> =>
  (await pool.query<{ trigger: string }>("select trigger from delivery order by id")).rows.map(
    ({ trigger }) => trigger,
  );

test("success and failure hooks never both fire", async () => {
  for (const ends of [
    [COMPLETED, FAILED],
    [FAILED, COMPLETED],
  ]) {
    await pool.query("truncate run, delivery cascade");
    await startRun(pool, published);
    const task = await worker.claimOne();
    await Promise.all(ends.map((end) => worker.settle([task], end)));
    for (const end of ends) await worker.settle([task], end);

    expect((await triggersOf()).filter((trigger) => trigger !== "start")).toHaveLength(1);
  }
});

test("a canceled task fires its cancel hook and no other, although its worker reports success later", async () => {
  const runId = await startRun(pool, published);
  const task = await worker.claimOne();
  await cancelRun(pool, published.workspaceId, runId);
  await cancelRun(pool, published.workspaceId, runId);

  await worker.settle([task], COMPLETED);

  expect(await triggersOf()).toEqual(["start", "cancel"]);
});

test("a hook is written with the change that causes it: what is rolled back, or said again, sends nothing more", async () => {
  const runId = await startRun(pool, published);
  const task = await worker.claimOne();
  const connection = await pool.connect();
  await connection.query("begin");
  await worker.on(connection).settle([task], COMPLETED);
  connection.release(true);
  expect(await triggersOf()).toEqual(["start"]);
  expect(await statusesOf(pool, runId)).toEqual({ a: "running" });

  for (const _ of [1, 2, 3]) await worker.advance([rowOf(task, COMPLETED), rowOf(task, COMPLETED)], 0);

  expect(await triggersOf()).toEqual(["start", "success"]);
});
