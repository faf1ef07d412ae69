import { expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { createNotifier, type Notifier } from "#server/engine/notifier.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { COMPLETED, TestWorker } from "#server/engine/testing/test-worker.ts";
import { clockOf, followWorkspace, type Told, type WorkspaceEvent } from "#server/engine/workspace-feed.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const worker = new TestWorker(pool);

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

interface Read {
  events: WorkspaceEvent[];
  /** The last moment up to which all was told. */
  until: number;
}

/** Reads until an event is the one that is waited for; `onOpen` is called once the reader listens. */
async function readUntil(
  feed: AsyncIterable<Told>,
  isLast: (event: WorkspaceEvent) => boolean,
  onOpen = async () => {},
): Promise<Read> {
  const read: Read = { events: [], until: 0 };
  for await (const told of feed) {
    if ("events" in told) read.events.push(...told.events);
    else if (read.until === 0) await onOpen();
    if ("until" in told) read.until = told.until;
    if (read.events.some(isLast)) break;
  }
  return read;
}

const ended = (run: number) => (event: WorkspaceEvent) =>
  event.runId === run && event.type === "run.status" && event.data.status === "canceled";
const seqsOf = (events: WorkspaceEvent[], run: number) =>
  events.filter(({ runId }) => runId === run).map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test("tells what happens in all runs of a workspace from now on, each run in order and without a gap, and of no other", async () => {
  await withNotifier(async ({ anyWakeups }, signal) => {
    const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
    const foreign = await startRun(pool, await publish(pool, [{ id: "a" }]));
    const runs: number[] = [];
    const work = async () => {
      for (let count = 0; count < 5; count++) runs.push(await startRun(pool, published));
      await worker.settle(await worker.claim(6), COMPLETED);
      for (const run of runs) await cancelRun(pool, published.workspaceId, run);
    };
    const feed = followWorkspace({ db: pool, anyWakeups }, published.workspaceId, null, signal);
    const { events } = await readUntil(feed, (event) => runs.length === 5 && ended(runs[4] ?? 0)(event), work);

    expect(seqsOf(events, foreign)).toEqual([]);
    for (const run of runs) {
      const { rows } = await pool.query("select last_seq from run where id = $1", [run]);
      expect(seqsOf(events, run)).toEqual(upTo(rows[0].last_seq));
    }
  });
});

test("who goes on gets all since, also what was recorded before and committed after the others had been told", async () => {
  await withNotifier(async ({ anyWakeups }, signal) => {
    const published = await publish(pool, [{ id: "a" }]);
    const { workspaceId } = published;
    const follow = (since: number | null) => followWorkspace({ db: pool, anyWakeups }, workspaceId, since, signal);
    const [slow, quick] = [await startRun(pool, published), await startRun(pool, published)];
    const late = await pool.connect();
    await late.query("begin");
    await cancelRun(late, workspaceId, slow);
    const first = await readUntil(follow(null), ended(quick), async () => {
      await cancelRun(pool, workspaceId, quick);
    });
    await late.query("commit");
    late.release();

    expect(first.events.some(ended(slow))).toBe(false);
    const { events } = await readUntil(follow(first.until), ended(slow));
    const { rows } = await pool.query("select last_seq from run where id = $1", [slow]);
    expect(seqsOf(events, slow)).toEqual(upTo(rows[0].last_seq));
  });
});

test("a moment that is still to come counts as now", async () => {
  await withNotifier(async ({ anyWakeups }, signal) => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    const ahead = (await clockOf(pool)) + 3_600_000;
    const feed = followWorkspace({ db: pool, anyWakeups }, published.workspaceId, ahead, signal);
    const { events, until } = await readUntil(feed, ended(run), async () => {
      await cancelRun(pool, published.workspaceId, run);
    });

    expect(events.some(ended(run))).toBe(true);
    expect(until).toBeLessThan(ahead);
  });
});

test("a listener that lost its connection looks at all runs again", async () => {
  await withNotifier(async ({ anyWakeups }, signal) => {
    const published = await publish(pool, [{ id: "a" }]);
    const run = await startRun(pool, published);
    const feed = followWorkspace({ db: pool, anyWakeups }, published.workspaceId, null, signal);
    const { events } = await readUntil(feed, ended(run), async () => {
      await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen heddle_run'",
      );
      // Told while nobody listens.
      await cancelRun(pool, published.workspaceId, run);
    });

    expect(events.some(ended(run))).toBe(true);
  });
});
