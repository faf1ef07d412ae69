import { afterEach, expect, test } from "vitest";
import { type Action, Actions } from "#core/action.ts";
import type { Definition } from "#core/definition.ts";
import { advance } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { retryRun } from "#server/engine/control.ts";
import { listen } from "#server/engine/listener.ts";
import {
  chain,
  type DependencyInput,
  definitionOf,
  publishDefinition,
  type StageInput,
  startRun,
} from "#server/engine/testing/published.ts";
import { taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run, delivery cascade"));

const on = (...triggers: Action["on"][]) => triggers.map((trigger) => ({ on: trigger, url: "https://example.org" }));
const parsed = (actions: ReturnType<typeof on>) => Actions.parse(actions);
const ALL = on("start", "success", "failure", "cancel");

async function start(stages: StageInput[], dependencies: DependencyInput[] = [], actions: Definition["actions"] = []) {
  const definition = { ...definitionOf(stages, dependencies), actions };
  const published = await publishDefinition(pool, definition);
  return { runId: await startRun(pool, published), workspaceId: published.workspaceId };
}

const deliveries = async (): Promise<{ trigger: string; key: string; about: unknown; stage: string | null }[]> =>
  (await pool.query("select trigger, key, about, stage_id as stage from delivery order by id")).rows;
const triggers = async () => (await deliveries()).map(({ trigger }) => trigger);

test("a stage that succeeds causes its start and its success, and nothing else", async () => {
  const { runId } = await start([{ id: "a", actions: ALL }]);
  await worker.runAll();

  const { id } = await taskOf(pool, runId, "a");
  expect(await deliveries()).toEqual([
    { trigger: "start", key: `${runId}:${id}:1:start:0`, stage: "a", about: { attempt: 1, runStatus: "running" } },
    {
      trigger: "success",
      key: `${runId}:${id}:0:success:1`,
      stage: "a",
      about: { attempt: null, runStatus: "completed" },
    },
  ]);
});

test("a stage that fails causes its failure, never its success", async () => {
  await start([{ id: "a", actions: ALL }]);
  await worker.runAll(() => FAILED);

  expect(await triggers()).toEqual(["start", "failure"]);
});

test("a stage that fails because a required one did causes its failure too", async () => {
  await start([{ id: "a" }, { id: "b", actions: ALL }], chain("a", "b"));
  await worker.runAll(() => FAILED);

  expect(await triggers()).toEqual(["failure"]);
});

test("a stage that is skipped causes nothing", async () => {
  await start([{ id: "a", actions: ALL }]);
  await worker.settle(await worker.claim(), { to: "skipped", skipReason: "outcome", output: null });

  expect(await triggers()).toEqual(["start"]);
});

test("canceling causes the cancel of what had not ended, once", async () => {
  const { runId, workspaceId } = await start(
    [
      { id: "a", actions: ALL },
      { id: "b", actions: ALL },
    ],
    chain("a", "b"),
  );
  await worker.settle(await worker.claim(), COMPLETED);
  await cancelRun(pool, workspaceId, runId);
  await cancelRun(pool, workspaceId, runId);

  expect((await deliveries()).map(({ stage, trigger }) => `${stage} ${trigger}`)).toEqual([
    "a start",
    "a success",
    "b cancel",
  ]);
});

test("each attempt starts once, with its number in the key; an attempt that was handed back does not start again", async () => {
  const { runId } = await start([{ id: "a", actions: on("start", "success") }]);
  await worker.settle([await worker.claimOne()], { to: "returned", reason: "worker_stopping" });
  const error = { code: "test", message: "Again", retryable: true };
  await worker.settle([await worker.claimOne()], { to: "retrying", error, delayMs: 0 });
  await worker.runAll();

  const { id } = await taskOf(pool, runId, "a");
  expect((await deliveries()).map(({ key }) => key)).toEqual([
    `${runId}:${id}:1:start:0`,
    `${runId}:${id}:2:start:0`,
    `${runId}:${id}:0:success:1`,
  ]);
});

test("a fan-out acts as a whole, or for each subtask where the action says so", async () => {
  const each = { on: "success" as const, url: "https://example.org", eachSubtask: true };
  await start([{ id: "a", forEach: { items: { $: "input" } }, actions: [...on("success"), each] }]);
  await worker.runAll(({ subtask }) => (subtask === null ? fannedOut(2) : COMPLETED));

  expect((await deliveries()).map(({ key }) => key.split(":").at(-1))).toEqual(["1", "1", "0"]);
});

test("a run causes its start and the end that it came to", async () => {
  const { runId } = await start([{ id: "a" }, { id: "b" }], chain("a", "b"), parsed(ALL));
  await worker.runAll();

  expect((await deliveries()).map(({ key }) => key)).toEqual([`${runId}:run:0:start:0`, `${runId}:run:0:success:1`]);
});

test("a run that ends again after another round was opened causes its end again, and so do the stages done over", async () => {
  const { runId, workspaceId } = await start([{ id: "a", actions: on("failure") }], [], parsed(on("failure")));
  await worker.runAll(() => FAILED);
  const first = (await taskOf(pool, runId, "a")).id;
  await retryRun(pool, { workspaceId, runId, by: "test@example.org" }, 0);
  await worker.runAll(() => FAILED);

  const { rows } = await pool.query<{ id: number }>("select id from task where run_id = $1 and is_latest", [runId]);
  expect((await deliveries()).map(({ key }) => key).toSorted()).toEqual(
    [
      `${runId}:run:0:failure:0`,
      `${runId}:run:1:failure:0`,
      `${runId}:${first}:0:failure:0`,
      `${runId}:${rows[0]?.id}:0:failure:0`,
    ].toSorted(),
  );
});

test("subtasks that are done over act again, those that got through do not", async () => {
  const each = { on: "success" as const, url: "https://example.org", eachSubtask: true };
  const { runId, workspaceId } = await start([{ id: "a", forEach: { items: { $: "input" } }, actions: [each] }]);
  await worker.runAll(({ subtask }) => (subtask === null ? fannedOut(2) : subtask === 1 ? FAILED : COMPLETED));
  await retryRun(pool, { workspaceId, runId, by: "test@example.org" }, 0);
  await worker.runAll();

  const { rows } = await pool.query<{ subtask: number; round: number }>(
    "select t.subtask, t.round from delivery d join task t on t.id = d.task_id order by d.id",
  );
  expect(rows).toEqual([
    { subtask: 0, round: 1 },
    { subtask: 1, round: 2 },
  ]);
});

test("a canceled stage also tells the outside system that registered for it", async () => {
  const { runId, workspaceId } = await start([{ id: "a", actions: on("start") }]);
  const { taskId } = await worker.claimOne();
  await pool.query("insert into progress (task_id, run_id, cancel_action) values ($1, $2, $3)", [
    taskId,
    runId,
    JSON.stringify({ url: "https://example.org/stop" }),
  ]);
  await cancelRun(pool, workspaceId, runId);

  expect((await deliveries()).map(({ key }) => key)).toEqual([
    `${runId}:${taskId}:1:start:0`,
    `${runId}:${taskId}:0:cancel:registered`,
  ]);
});

test("a settlement that is rolled back leaves no delivery", async () => {
  await start([{ id: "a", actions: on("success") }]);
  const task = await worker.claimOne();
  const client = await pool.connect();
  await client.query("begin");
  await advance(client, {
    workerId: null,
    wasIdle: false,
    slots: 0,
    leaseMs: 0,
    settlements: [rowOf(task, COMPLETED)],
    knownRuns: [],
    tags: [],
  });
  expect((await client.query("select trigger from delivery")).rows).toEqual([{ trigger: "success" }]);
  await client.query("rollback");
  client.release();

  expect(await triggers()).toEqual([]);
});

test("senders are woken by the commit that causes a delivery", async () => {
  const woken = Promise.withResolvers<void>();
  const listening = await listen(
    url,
    "heddle_delivery",
    () => woken.resolve(),
    () => undefined,
  );
  await start([{ id: "a", actions: on("start") }]);
  await worker.claim();
  await woken.promise;
  await listening.close();
});

test("a batch that is complete causes each of its actions once", async () => {
  const { workflowId, workspaceId } = await publishDefinition(pool, definitionOf([{ id: "a" }]));
  const { rows } = await pool.query<{ id: number }>(
    "insert into batch (workspace_id, workflow_id, created_by, on_complete) values ($1, $2, 'test', $3) returning id",
    [workspaceId, workflowId, JSON.stringify([{ url: "https://example.org/1" }, { url: "https://example.org/2" }])],
  );
  const id = rows[0]?.id;
  await pool.query("select engine.deliver_batch($1)", [id]);
  await pool.query("select engine.deliver_batch($1)", [id]);

  expect((await deliveries()).map(({ key }) => key)).toEqual([`batch:${id}:complete:0`, `batch:${id}:complete:1`]);
});

test("an outside system is told to stop when its time is over, too, and not for any other failure", async () => {
  const stages = ["a", "b"].map((id) => ({ id, actions: on("start") }));
  const { runId } = await start(stages);
  const tasks = await worker.claim();
  const action = JSON.stringify({ url: "https://example.org/stop" });
  await pool.query("insert into progress (task_id, run_id, cancel_action) select id, run_id, $1 from task", [action]);
  const [a, b] = tasks.toSorted((one, other) => one.stageId.localeCompare(other.stageId));
  if (!a || !b) throw new Error("Two tasks were expected");
  await worker.settle([a], { to: "failed", error: { code: "inactivity_timeout", message: "Nothing was reported" } });
  await worker.settle([b], FAILED);

  expect((await deliveries()).filter(({ trigger }) => trigger === "cancel")).toMatchObject([
    { key: `${runId}:${a.taskId}:0:cancel:registered`, stage: "a" },
  ]);
});

test("a stop that is registered after the cancel is sent at once", async () => {
  const { runId, workspaceId } = await start([{ id: "a", actions: on("start") }]);
  const { taskId } = await worker.claimOne();
  await pool.query("insert into progress (task_id, run_id) values ($1, $2)", [taskId, runId]);
  await cancelRun(pool, workspaceId, runId);
  await pool.query("select engine.register_cancel($1, $2)", [
    taskId,
    JSON.stringify({ url: "https://example.org/stop" }),
  ]);

  expect(await triggers()).toEqual(["start", "cancel"]);
});
