import { afterEach, describe, expect, test } from "vitest";
import { type NewRule, NewRule as RuleShape } from "#core/rule.ts";
import type { Settlement } from "#core/settle.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { sweepSlots } from "#server/engine/slots.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, type Published, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createRule, deleteRule, updateRule } from "#server/rules/change-rules.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run, rule, slot, task_slot cascade"));

const rule = (given: Partial<NewRule> & { max: number }): NewRule => RuleShape.parse({ type: "concurrency", ...given });
const add = async ({ workspaceId }: Published, given: Partial<NewRule> & { max: number }) =>
  (await createRule(pool, workspaceId, rule(given), "test")).id;

async function start(published: Published, count: number, changes: Partial<StartRequest> = {}): Promise<number[]> {
  const requests = Array.from({ length: count }, () => requestFor(published, changes));
  return (await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId);
}
const used = async () =>
  (await pool.query<{ used: number }>("select used from slot where used > 0 order by key")).rows.map((row) => row.used);
const waiting = async () =>
  (await pool.query<{ n: number }>("select count(*)::int as n from task where blocked_key is not null")).rows[0]?.n;
const oneStage = (stage: Partial<StageInput> = {}) => publish(pool, [{ id: "a", ...stage }]);

test("no more tasks run than the rule allows, and each that ends makes room for one", async () => {
  const published = await oneStage();
  await add(published, { max: 3 });
  await start(published, 10);
  const first = await worker.claim();
  expect(first).toHaveLength(3);
  expect(await worker.claim()).toEqual([]);
  expect([await used(), await waiting()]).toEqual([[3], 7]);

  const [one, ...others] = first as [ClaimedTask, ...ClaimedTask[]];
  const { claimed } = await worker.advance([rowOf(one, COMPLETED)], 100);
  expect(claimed?.tasks).toHaveLength(1);
  await worker.settle([...others, ...(claimed?.tasks ?? [])], COMPLETED);
  await worker.runAll();
  expect([await used(), await waiting()]).toEqual([[], 0]);
});

test("a rule on a stage of a version holds for that stage alone", async () => {
  const published = await publish(pool, [{ id: "a", rules: [{ type: "concurrency", max: 1 }] }, { id: "free" }]);
  await start(published, 4);
  const claimed = await worker.claim();
  expect(claimed.filter(({ stageId }) => stageId === "a")).toHaveLength(1);
  expect(claimed.filter(({ stageId }) => stageId === "free")).toHaveLength(4);
});

test("a run may replace the rules of a stage", async () => {
  const published = await publish(pool, [{ id: "a", rules: [{ type: "concurrency", max: 1 }] }]);
  const [run] = await start(published, 1);
  await start(published, 1);
  await pool.query("update run set rules = $2 where id = $1", [run, JSON.stringify({ a: [] })]);
  expect(await worker.claim()).toHaveLength(2);
});

test("a blocked key hides no other work, however many wait for it", async () => {
  const published = await publish(pool, [
    { id: "each", rules: [{ type: "concurrency", fields: ["item.host"], max: 2 }] },
  ]);
  await start(published, 1);
  const items = Array.from({ length: 3_000 }, (_, index) => ({ host: index < 2_990 ? "busy" : `other-${index % 2}` }));
  await worker.advance([{ ...rowOf(await worker.claimOne(), fannedOut(1)), items }], 0);
  const hosts: string[] = [];
  for (let call = 0; call < 4; call++)
    for (const { item } of await worker.claim(20)) hosts.push((item as { host: string }).host);
  expect(hosts.toSorted()).toEqual(["busy", "busy", "other-0", "other-0", "other-1", "other-1"]);
  expect(await waiting()).toBe(2_994);
});

test("tasks with equal values at the fields share the limit, others do not", async () => {
  const published = await oneStage();
  await add(published, { fields: ["customer", "region"], max: 1 });
  await start(published, 2, { metadata: { customer: "a", region: 1 } });
  await start(published, 2, { metadata: { customer: "a", region: "1" } });
  await start(published, 2, { metadata: { customer: "b", region: 1 } });
  expect(await worker.claim()).toHaveLength(3);
});

test("a task without a field that the rule compares is blocked, and says which", async () => {
  const published = await oneStage();
  const id = await add(published, { fields: ["customer"], max: 5 });
  await start(published, 1);
  expect(await worker.claim()).toEqual([]);
  const { rows } = await pool.query(
    "select s.about -> 'missing' as missing from task t join slot s on s.key = t.blocked_key",
  );
  expect(rows).toEqual([{ missing: ["customer"] }]);
  await sweepSlots(pool);
  expect(await waiting()).toBe(1);
  await deleteRule(pool, published.workspaceId, id);
  expect(await worker.claim()).toHaveLength(1);
});

test("all rules that match must hold", async () => {
  const published = await publish(pool, [{ id: "a", rules: [{ type: "concurrency", max: 3 }] }]);
  await add(published, { kind: "transform", max: 4 });
  await add(published, { fields: ["customer"], max: 1 });
  await add(published, { kind: "http", max: 0 });
  for (const customer of ["a", "a", "b", "c", "d"]) await start(published, 1, { metadata: { customer } });
  expect(await worker.claim()).toHaveLength(3);
  expect((await used()).toSorted()).toEqual([1, 1, 1, 3, 3]);
});

test("a rule matches by workflow and by stage", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }]);
  await add(published, { workflow: "another.flow", max: 0 });
  await add(published, { workflow: "test.flow", stage: "a", max: 0 });
  await start(published, 1);
  expect((await worker.claim()).map(({ stageId }) => stageId)).toEqual(["b"]);
});

test("capacity counts the work that is outstanding, and shrinks with what is reported", async () => {
  const published = await oneStage({ expectedCount: 40 });
  await add(published, { type: "capacity", max: 100 });
  await start(published, 5);
  await start(published, 1, { metadata: { expectedCount: 7 } });
  // The limit is asked before the task is counted: 0, 40 and 80 are below 100, 120 is not.
  const running = await worker.claim();
  expect(running).toHaveLength(3);
  expect(await used()).toEqual([120]);

  const [first] = running as [ClaimedTask];
  const report = (succeeded: number, failed: number) =>
    pool.query(
      `insert into progress (task_id, run_id, succeeded, failed) values ($1, $2, $3, $4)
       on conflict (task_id) do update set succeeded = $3, failed = $4`,
      [first.taskId, first.runId, succeeded, failed],
    );
  await report(15, 5);
  await pool.query("select engine.shrink_charges($1)", [[first.taskId]]);
  expect(await used()).toEqual([100]);
  expect(await worker.claim()).toEqual([]);
  await report(16, 5);
  await pool.query("select engine.shrink_charges($1)", [[first.taskId]]);
  expect(await worker.claim()).toHaveLength(1);
  // More than was expected frees no more than was taken.
  await report(1_000, 0);
  await pool.query("select engine.shrink_charges($1)", [[first.taskId]]);
  expect(await used()).toEqual([120]);
  await worker.settle([first], COMPLETED);
  expect(await used()).toEqual([120]);
});

test("a capacity rule blocks a task that does not say how much it is, and counts subtasks by their items", async () => {
  const published = await publish(pool, [
    { id: "unsaid" },
    { id: "each", forEach: { items: { $: "input" } }, rules: [{ type: "capacity", max: 10 }] },
  ]);
  await add(published, { type: "capacity", stage: "unsaid", max: 10 });
  await start(published, 1);
  const [parent] = await worker.claim();
  expect(parent?.stageId).toBe("each");
  const items = [{ expectedCount: 6 }, { expectedCount: 6 }, { expectedCount: 6 }];
  await worker.advance([{ ...rowOf(parent as ClaimedTask, fannedOut(1)), items }], 0);
  expect(await worker.claim()).toHaveLength(2);
  expect(await used()).toEqual([12]);
});

describe("a slot is given back when its task", () => {
  const EXITS: [string, Settlement][] = [
    ["completes", COMPLETED],
    ["fails", FAILED],
    ["is skipped by its outcome", { to: "skipped", skipReason: "outcome", output: null }],
    ["is tried again later", { to: "retrying", error: { code: "test", message: "" }, delayMs: 60_000 }],
    ["opens a review", reviewed()],
  ];

  async function heldByOne(): Promise<{ published: Published; task: ClaimedTask; other: number }> {
    const published = await oneStage({ rules: [{ type: "concurrency", max: 1 }] });
    const [, other = 0] = await start(published, 2);
    const task = await worker.claimOne();
    return { published, task, other };
  }
  const expectHandedOver = async (other: number) => {
    expect((await worker.claim()).map(({ runId }) => runId)).toEqual([other]);
    expect(await used()).toEqual([1]);
    expect((await pool.query("select count(*)::int as n from task_slot")).rows).toEqual([{ n: 1 }]);
  };

  test.each(EXITS)("%s", async (_, settlement) => {
    const { task, other } = await heldByOne();
    await worker.settle([task], settlement);
    await expectHandedOver(other);
  });

  test("fans out", async () => {
    const { task } = await heldByOne();
    await worker.settle([task], fannedOut(3));
    expect(await used()).toEqual([]);
    expect(await worker.claim()).toHaveLength(1);
  });

  test("is handed back", async () => {
    const { task } = await heldByOne();
    await worker.settle([task], { to: "returned", reason: "worker_stopping" });
    expect(await used()).toEqual([]);
    expect(await worker.claim()).toHaveLength(1);
  });

  test("is rescued from a lost worker", async () => {
    const { task } = await heldByOne();
    await pool.query("update task set lease_expires_at = now() - interval '1 second' where id = $1", [task.taskId]);
    await rescueTasks(pool);
    expect(await used()).toEqual([]);
    expect(await worker.claim()).toHaveLength(1);
  });

  test("is suspended for a time", async () => {
    const { task, other } = await heldByOne();
    await worker.advance(
      [
        {
          ...rowOf(task, COMPLETED),
          to_status: "suspended",
          suspension: { for: "timer" },
          wake_at: "2999-01-01T00:00:00Z",
        },
      ],
      0,
    );
    await expectHandedOver(other);
  });

  test("is canceled with its run", async () => {
    const { published, task, other } = await heldByOne();
    await cancelRun(pool, published.workspaceId, task.runId);
    await expectHandedOver(other);
  });

  test("is canceled by hand", async () => {
    const { published, task, other } = await heldByOne();
    await pool.query("select engine.cancel_tasks($1, $2, $3, 'test')", [
      published.workspaceId,
      task.runId,
      [task.taskId],
    ]);
    await expectHandedOver(other);
  });

  test("but not when it is suspended for the outside, which goes on with the work", async () => {
    const { task } = await heldByOne();
    await worker.advance([{ ...rowOf(task, COMPLETED), to_status: "suspended", suspension: { for: "external" } }], 0);
    expect(await used()).toEqual([1]);
    expect(await worker.claim()).toEqual([]);
    // Woken, it needs no second slot.
    await pool.query(`select engine.wake_tasks($1)`, [
      JSON.stringify([{ taskId: task.taskId, waitsFor: { for: "external" } }]),
    ]);
    expect((await worker.claim()).map(({ taskId }) => taskId)).toEqual([task.taskId]);
    expect(await used()).toEqual([1]);
  });
});

describe("a change of the rules takes effect at once:", () => {
  test("raised while full, it lets that many more start; lowered, none until enough have ended", async () => {
    const published = await oneStage();
    const id = await add(published, { max: 2 });
    await start(published, 10);
    const running = await worker.claim();
    await updateRule(pool, published.workspaceId, id, rule({ max: 5 }));
    running.push(...(await worker.claim()));
    expect(running).toHaveLength(5);

    await updateRule(pool, published.workspaceId, id, rule({ max: 3 }));
    await worker.settle(running.splice(0, 2), COMPLETED);
    expect(await worker.claim()).toEqual([]);
    await worker.settle(running.splice(0, 1), COMPLETED);
    expect(await worker.claim()).toHaveLength(1);
  });

  test("a new one counts what runs already, which stays", async () => {
    const published = await oneStage();
    await start(published, 5);
    const running = await worker.claim(4);
    await add(published, { max: 4 });
    expect(await worker.claim()).toEqual([]);
    await worker.settle(running.slice(0, 1), COMPLETED);
    expect(await worker.claim()).toHaveLength(1);
    expect(await used()).toEqual([4]);
  });

  test("deleted, all that waited for it may start", async () => {
    const published = await oneStage();
    const id = await add(published, { max: 0 });
    await start(published, 5);
    expect(await worker.claim()).toEqual([]);
    await deleteRule(pool, published.workspaceId, id);
    expect(await worker.claim()).toHaveLength(5);
  });

  test("a rule of another workspace changes nothing", async () => {
    const [one, other] = [await oneStage(), await oneStage()];
    await add(other, { max: 0 });
    await start(one, 2);
    expect(await worker.claim()).toHaveLength(2);
  });
});

test("of those that wait, the most urgent comes first, then the oldest", async () => {
  const published = await oneStage();
  await add(published, { max: 1 });
  const [first, second] = await start(published, 2);
  const running = await worker.claim();
  expect(running.map(({ runId }) => runId)).toEqual([first]);
  const [urgent] = await start(published, 1, { priority: 5 });
  expect(await worker.claim()).toEqual([]);
  const order: number[] = [];
  for (let held = running; held.length > 0; ) {
    const { claimed } = await worker.advance(
      held.map((task) => rowOf(task, COMPLETED)),
      10,
    );
    held = claimed?.tasks ?? [];
    order.push(...held.map(({ runId }) => runId));
  }
  expect(order).toEqual([urgent, second]);
});

test("a task that was called for a slot and canceled before it started leaves the slot to the next", async () => {
  const published = await oneStage();
  await add(published, { max: 2 });
  const [, , third] = await start(published, 6);
  const running = await worker.claim();
  expect(await worker.claim()).toEqual([]);
  await worker.settle(running.slice(0, 1), COMPLETED);
  await cancelRun(pool, published.workspaceId, third ?? 0);
  await worker.settle(running.slice(1), COMPLETED);
  const next = [...(await worker.claim(1)), ...(await worker.claim(1)), ...(await worker.claim(1))];
  expect(next).toHaveLength(2);
  await worker.settle(next, COMPLETED);
  await worker.runAll();
  expect(await waiting()).toBe(0);
});

test("slots that nobody holds or waits for are swept away, and what was stranded is called", async () => {
  const published = await oneStage();
  await add(published, { max: 1 });
  const [, second] = await start(published, 2);
  const running = await worker.claim();
  expect(await worker.claim()).toEqual([]);
  // As if nobody had been called: the waiting row was locked by a transaction that then changed nothing.
  const client = await pool.connect();
  await client.query("begin");
  await client.query("select from task where run_id = $1 for update", [second]);
  await worker.settle(running, COMPLETED);
  await client.query("rollback");
  client.release();
  expect(await worker.claim()).toEqual([]);
  await sweepSlots(pool);
  await worker.settle(await worker.claim(), COMPLETED);
  await sweepSlots(pool);
  expect((await pool.query("select from slot")).rows).toEqual([]);
});
