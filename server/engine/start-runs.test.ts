import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { connectionConfig } from "#server/db.ts";
import { unknownLeases } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, type Published, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
afterEach(() => pool.query("truncate run, worker cascade"));

const start = (published: Published, ...changes: Parameters<typeof requestFor>[1][]) =>
  startRuns(
    pool,
    changes.map((each) => requestFor(published, each)),
    LEASE_MS,
  );
const countRuns = async () =>
  (await pool.query<{ count: number }>("select count(*)::int as count from run")).rows[0]?.count;

/** Everything that is notified on `heddle_work` while `work` runs. */
async function notifiedDuring(work: () => Promise<unknown>): Promise<string[]> {
  const client = new pg.Client(connectionConfig(url));
  const payloads: string[] = [];
  const marker = Promise.withResolvers<void>();
  client.on("notification", ({ payload }) => {
    if (payload === "end of test") marker.resolve();
    else payloads.push(payload ?? "");
  });
  await client.connect();
  await client.query("listen heddle_work");
  await work();
  await pool.query("select pg_notify('heddle_work', 'end of test')");
  await marker.promise;
  await client.end();
  return payloads;
}

/** A worker that has looked for work in vain. */
async function idleWorker(slots = 10): Promise<TestWorker> {
  const worker = new TestWorker(pool);
  await worker.register(slots);
  await worker.claim(slots);
  return worker;
}

test("a run starts queued, its first stages ready and the others waiting", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b" }, { id: "c" }],
    [...chain("a", "c"), ...chain("b", "c")],
  );
  const [started] = await start(published, { item_id: "GPL-3", input: { n: 1 } });
  expect(started).toEqual({ runId: expect.any(Number), isNew: true, requestHash: null, deduped: false });
  const run = started?.runId ?? 0;
  expect(await statusesOf(pool, run)).toEqual({ a: "pending", b: "pending", c: "waiting" });
  expect(await runOf(pool, run)).toMatchObject({ status: "queued", taskCount: 3, openCount: 3, lastSeq: 1 });
  expect(await eventRowsOf(pool, run)).toMatchObject([{ seq: 1, type: "run.status", data: { status: "queued" } }]);
});

test("a key that was used before answers with its first run", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const [first] = await start(published, { idempotency_key: "k", request_hash: "hash-1" });
  const [again] = await start(published, { idempotency_key: "k", request_hash: "hash-2" });
  expect(again).toEqual({ runId: first?.runId, isNew: false, requestHash: "hash-1", deduped: false });
  expect(await countRuns()).toBe(1);
});

test("a key counts within its workspace", async () => {
  const [one, other] = [await publish(pool, [{ id: "a" }]), await publish(pool, [{ id: "a" }])];
  const [first] = await start(one, { idempotency_key: "k" });
  const [second] = await start(other, { idempotency_key: "k" });
  expect(second?.isNew).toBe(true);
  expect(second?.runId).not.toBe(first?.runId);
});

test("without a key every request starts a run", async () => {
  const started = await start(await publish(pool, [{ id: "a" }]), {}, {}, {});
  expect(new Set(started.map(({ runId }) => runId)).size).toBe(3);
});

test("a key twice in one batch starts one run, and answers come in the order asked", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const [earlier] = await start(published, { idempotency_key: "earlier" });
  const started = await start(
    published,
    { idempotency_key: "z", request_hash: "z" },
    { idempotency_key: "earlier" },
    { request_hash: "keyless" },
    { idempotency_key: "z", request_hash: "z again" },
    { idempotency_key: "a", request_hash: "a" },
  );
  expect(started.map(({ isNew, requestHash }) => [isNew, requestHash])).toEqual([
    [true, "z"],
    [false, null],
    [true, "keyless"],
    [false, "z"],
    [true, "a"],
  ]);
  expect(started[1]?.runId).toBe(earlier?.runId);
  expect(started[3]?.runId).toBe(started[0]?.runId);
  expect(await countRuns()).toBe(4);
});

test("two connections that start under the same keys at once, in any order, start each run once", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const keys = Array.from({ length: 30 }, (_, index) => ({ idempotency_key: `k${index}` }));
  const answers = await Promise.all([keys, keys.toReversed(), keys].map((batch) => start(published, ...batch)));
  expect(await countRuns()).toBe(30);
  expect(answers.flat().filter(({ isNew }) => isNew)).toHaveLength(30);
  expect(answers[1]?.map(({ runId }) => runId)).toEqual(answers[0]?.map(({ runId }) => runId).toReversed());
});

test("a batch of 10,000 starts in one call", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const started = await start(
    published,
    ...Array.from({ length: 10_000 }, (_, index) => ({ idempotency_key: `k${index}`, input: { index } })),
  );
  expect(started).toHaveLength(10_000);
  const { rows } = await pool.query("select input from run where id = $1", [started[9_999]?.runId]);
  expect(rows).toEqual([{ input: { index: 9_999 } }]);
});

test("a batch with an impossible request starts nothing", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  await expect(start(published, {}, { input: { n: 1 }, input_hash: "both" })).rejects.toThrow(
    "input_is_inline_or_an_artifact",
  );
  expect(await countRuns()).toBe(0);
});

test("an idle worker is handed the first stage in the notification itself", async () => {
  const worker = await idleWorker();
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  let run = 0;
  const payloads = await notifiedDuring(async () => {
    run = await startRun(pool, published);
  });
  expect(payloads).toHaveLength(1);
  const [, workerId, json] = /^w:([^:]+):(.*)$/s.exec(payloads[0] ?? "") ?? [];
  expect(workerId).toBe(worker.id);
  expect(JSON.parse(json ?? "")).toEqual({
    tasks: [
      {
        taskId: (await taskOf(pool, run, "a")).id,
        runId: run,
        stageId: "a",
        subtask: null,
        round: 1,
        attempt: 1,
        lease: (await taskOf(pool, run, "a")).lease,
        item: null,
        epoch: 0,
        suspension: null,
        feedback: null,
      },
    ],
    runs: [
      {
        runId: run,
        epoch: 0,
        workspaceId: published.workspaceId,
        versionId: published.versionId,
        itemId: null,
        isBased: false,
        input: {},
        inputHash: null,
        outputs: {},
      },
    ],
  });
  expect(await runOf(pool, run)).toMatchObject({ status: "running" });
});

test("every run that starts while a worker is idle is handed over, at whatever moment", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const worker = await idleWorker();
  for (let turn = 0; turn < 25; turn++) {
    await startRun(pool, published);
    const handed = await unknownLeases(pool, worker.id, []);
    expect(handed?.tasks).toHaveLength(1);
    await worker.advance(handed?.tasks.map((task) => rowOf(task, COMPLETED)) ?? [], 10);
  }
});

test("what is too large for a notification is found as a lease that the worker does not know", async () => {
  const worker = await idleWorker();
  const published = await publish(pool, [{ id: "a" }]);
  let run = 0;
  const payloads = await notifiedDuring(async () => {
    const [started] = await start(published, { input: { text: "ä".repeat(8_000) } });
    run = started?.runId ?? 0;
  });
  expect(payloads).toEqual([`w:${worker.id}:`]);
  const claims = await unknownLeases(pool, worker.id, []);
  expect(claims?.tasks.map(({ runId, stageId }) => [runId, stageId])).toEqual([[run, "a"]]);
  expect(claims?.runs[0]?.input).toEqual({ text: "ä".repeat(8_000) });
  expect(await unknownLeases(pool, worker.id, claims?.tasks.map(({ taskId }) => taskId) ?? [])).toBeNull();
  expect(await worker.settle(claims?.tasks ?? [], COMPLETED)).toHaveLength(1);
});

test("every size of input is either handed over whole or left to be found", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  for (const size of [7_400, 7_500, 7_600, 7_700, 7_900]) {
    const worker = await idleWorker();
    const payloads = await notifiedDuring(() => start(published, { input: { text: "x".repeat(size) } }));
    expect(payloads).toHaveLength(1);
    expect(payloads[0]?.startsWith(`w:${worker.id}:`)).toBe(true);
    await pool.query("truncate worker");
  }
});

test("a worker is handed no more than its idle slots, and the others are told to look", async () => {
  const worker = await idleWorker(2);
  const published = await publish(pool, [{ id: "a" }]);
  const payloads = await notifiedDuring(() => start(published, {}, {}, {}));
  expect(payloads.map((payload) => payload.slice(0, 2))).toEqual(["w:", ""]);
  expect((await unknownLeases(pool, worker.id, []))?.tasks).toHaveLength(2);
});

test("a worker that is busy, or has not been seen for a lease's time, is handed nothing", async () => {
  const [busy, gone] = [await idleWorker(), await idleWorker()];
  const published = await publish(pool, [{ id: "a" }]);
  await pool.query("update worker set seen_at = now() - interval '1 hour' where id = $1", [gone.id]);
  await startRun(pool, published);
  expect((await unknownLeases(pool, busy.id, []))?.tasks).toHaveLength(1);
  const payloads = await notifiedDuring(() => startRun(pool, published));
  expect(payloads).toEqual([""]);
});

test("settling that makes more ready than the worker takes tells the others to look", async () => {
  const worker = new TestWorker(pool);
  await startRun(
    pool,
    await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], [...chain("a", "b"), ...chain("a", "c")]),
  );
  const task = await worker.claimOne();
  expect(await notifiedDuring(() => worker.settle([task], COMPLETED))).toEqual([""]);
  const tasks = await worker.claim();
  expect(await notifiedDuring(() => worker.settle(tasks, COMPLETED))).toEqual([]);
});
