import { afterEach, expect, test } from "vitest";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished } from "#core/statuses.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { createNotifier, type Notifier } from "#server/engine/notifier.ts";
import { eventsAfter } from "#server/engine/run-feed.ts";
import { createRunTails } from "#server/engine/run-tails.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, fannedOut, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

async function withNotifier(work: (notifier: Notifier, signal: AbortSignal) => Promise<void>): Promise<void> {
  const notifier = await createNotifier(url, 600_000);
  const controller = new AbortController();
  try {
    await work(notifier, controller.signal);
  } finally {
    controller.abort();
    await notifier.close();
  }
}

/** Reads a feed until the run has ended. */
async function readToEnd(feed: AsyncIterable<readonly RunEvent[]>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const page of feed) {
    events.push(...page);
    if (page.some((event) => event.type === "run.status" && isFinished(event.data.status))) break;
  }
  return events;
}

const numbered = (events: { seq: number }[]) => events.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test("events come in order, in pages, each starting after the last one seen", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const run = await startRun(pool, published);
  await worker.runAll();
  expect(numbered(await eventsAfter(pool, published.workspaceId, run, 0))).toEqual(upTo(7));
  expect(numbered(await eventsAfter(pool, published.workspaceId, run, 0, 3))).toEqual([1, 2, 3]);
  expect(numbered(await eventsAfter(pool, published.workspaceId, run, 3, 3))).toEqual([4, 5, 6]);
  expect(await eventsAfter(pool, published.workspaceId, run, 7)).toEqual([]);
});

test("an event carries what happened to which task, and when", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  const task = await worker.claimOne();
  const [queued, running] = await eventsAfter(pool, published.workspaceId, run, 0);
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(queued).toMatchObject({ seq: 1, at, type: "run.status", data: { status: "queued" } });
  expect(running).toEqual({
    seq: 2,
    at,
    type: "task.running",
    taskId: task.taskId,
    stageId: "a",
    subtask: null,
    round: 1,
    data: { attempt: 1, worker: worker.id },
  });
});

test("the run of another workspace has no events", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  expect(await eventsAfter(pool, "another", run, 0)).toEqual([]);
});

test("a reader who follows a run sees every event once and in order, while many write", async () => {
  await withNotifier(async (notifier, signal) => {
    const published = await publish(pool, [{ id: "each" }, { id: "after" }], chain("each", "after"));
    const run = await startRun(pool, published);
    const tails = createRunTails(pool, async () => notifier);
    const readers = [0, 1, 3].map((seq) => readToEnd(tails.follow(published.workspaceId, run, seq, signal)));

    await worker.settle([await worker.claimOne()], fannedOut(200, 40));
    const writers = [new TestWorker(pool), new TestWorker(pool), new TestWorker(pool)];
    const settled = new Set<number>();
    await Promise.all(
      writers.map(async (writer) => {
        while (settled.size < 150)
          for (const id of await writer.settle(await writer.claim(5), COMPLETED)) settled.add(id);
      }),
    );
    await cancelRun(pool, published.workspaceId, run);

    const last = (await eventRowsOf(pool, run)).length;
    const [all, afterFirst, afterThird] = await Promise.all(readers);
    expect(numbered(all ?? [])).toEqual(upTo(last));
    expect(numbered(afterFirst ?? [])).toEqual(upTo(last).slice(1));
    expect(numbered(afterThird ?? [])).toEqual(upTo(last).slice(3));
  });
});

test("a reader is not woken by other runs, and gets nothing of them", async () => {
  await withNotifier(async (notifier, signal) => {
    const published = await publish(pool, [{ id: "a" }]);
    const [mine, other] = [await startRun(pool, published), await startRun(pool, published)];
    const wakeups = notifier.wakeups(mine, signal)[Symbol.asyncIterator]();
    await wakeups.next();
    let woken = 0;
    const next = wakeups.next().then(() => woken++);
    await cancelRun(pool, published.workspaceId, other);
    expect(woken).toBe(0);
    await cancelRun(pool, published.workspaceId, mine);
    await next;
    expect(woken).toBe(1);
  });
});

test("a reader looks from time to time although nothing was notified", async () => {
  const notifier = await createNotifier(url, 5);
  const controller = new AbortController();
  const wakeups = notifier.wakeups(1, controller.signal)[Symbol.asyncIterator]();
  for (let woken = 0; woken < 3; woken++) expect((await wakeups.next()).done).toBe(false);
  controller.abort();
  await notifier.close();
});

test("a notifier that lost its connection listens again, wakes everybody, and nobody misses an event", async () => {
  await withNotifier(async (notifier, signal) => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    const seen = Promise.withResolvers<void>();
    const reading = (async () => {
      const events: RunEvent[] = [];
      const tails = createRunTails(pool, async () => notifier);
      for await (const page of tails.follow(published.workspaceId, run, 0, signal)) {
        events.push(...page);
        seen.resolve();
        if (page.some((event) => event.type === "run.status" && event.data.status === "canceled")) break;
      }
      return events;
    })();
    await seen.promise;
    const { rowCount } = await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen heddle_run'",
    );
    expect(rowCount).toBe(1);
    // Told while nobody listens.
    await cancelRun(pool, published.workspaceId, run);
    expect(numbered(await reading)).toEqual([1, 2, 3]);
  });
});

test("wake-ups end with their signal", async () => {
  await withNotifier(async (notifier) => {
    const controller = new AbortController();
    const wakeups = notifier.wakeups(1, controller.signal)[Symbol.asyncIterator]();
    expect(await wakeups.next()).toEqual({ done: false, value: undefined });
    const next = wakeups.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

test("a notifier that cannot connect says so", async () => {
  const nowhere = new URL(url);
  nowhere.pathname = "/no_such_database";
  await expect(createNotifier(nowhere.href)).rejects.toThrow("no_such_database");
});
