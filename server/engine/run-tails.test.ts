import { afterAll, expect, test } from "vitest";
import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { createNotifier } from "#server/engine/notifier.ts";
import { createRunTails } from "#server/engine/run-tails.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { COMPLETED, fannedOut, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const worker = new TestWorker(pool);
const notifier = await createNotifier(url, 600_000);
afterAll(() => notifier.close());

type Feed = AsyncGenerator<readonly RunEvent[]>;
const pageOf = async (feed: Feed): Promise<readonly RunEvent[]> => (await feed.next()).value ?? [];

/** Tails whose questions are noted, and the signals of what they listen to. */
function watchedTails(db: Queryable = pool) {
  const asked: string[] = [];
  const listening: AbortSignal[] = [];
  const noting = {
    query: (query: { name: string }) => {
      asked.push(query.name);
      return db.query(query as never);
    },
  } as unknown as Queryable;
  const { wakeups } = notifier;
  const tails = createRunTails(noting, async () => ({
    ...notifier,
    wakeups(watched, signal) {
      listening.push(signal);
      return wakeups(watched, signal);
    },
  }));
  return { tails, asked, listening };
}

test("however many follow a run, its log is read once, and all get the same page", async () => {
  const { workspaceId, ...published } = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, { workspaceId, ...published });
  const { tails, asked } = watchedTails();
  const open = new AbortController();
  const feeds = Array.from({ length: 20 }, () => tails.follow(workspaceId, run, 1, open.signal));
  const pages = Promise.all(feeds.map(pageOf));
  await expect.poll(() => asked.length).toBe(2);

  await cancelRun(pool, workspaceId, run);

  const [first, ...others] = await pages;
  expect(first?.map(({ seq }) => seq)).toEqual([2, 3]);
  for (const page of others) expect(page).toBe(first);
  await expect.poll(() => asked).toEqual(["end_of_log", "events_after", "events_after"]);
  open.abort();
});

test("who comes later reads what there is by itself, and then goes on with the others without a gap", async () => {
  const published = await publish(pool, [{ id: "each" }]);
  const run = await startRun(pool, published);
  const { tails } = watchedTails();
  const open = new AbortController();
  const follow = async (seq: number): Promise<number[]> => {
    const seen: number[] = [];
    for await (const page of tails.follow(published.workspaceId, run, seq, open.signal)) {
      seen.push(...page.map((event) => event.seq));
      if (page.some(({ type, data }) => type === "run.status" && "status" in data && data.status === "canceled")) break;
    }
    return seen;
  };
  const early = follow(0);
  await worker.settle([await worker.claimOne()], fannedOut(300, 300));
  for (let claimed = 0; claimed < 100; claimed += 10) await worker.settle(await worker.claim(10), COMPLETED);
  const late = [follow(0), follow(150), follow(40)];
  await worker.settle(await worker.claim(50), COMPLETED);
  await cancelRun(pool, published.workspaceId, run);

  const all = await early;
  expect(all).toEqual(all.map((_, index) => index + 1));
  expect(await Promise.all(late)).toEqual([all, all.slice(150), all.slice(40)]);
  open.abort();
});

test("nobody listens for a run any more once all who followed it have gone, also those who were not read from", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  const { tails, listening } = watchedTails();
  const [reading, stopped] = [new AbortController(), new AbortController()];
  const [first, second] = [reading, stopped].map(({ signal }) =>
    tails.follow(published.workspaceId, run, 0, signal),
  ) as [Feed, Feed];
  expect(await pageOf(first)).toBeTruthy();
  expect(await pageOf(second)).toHaveLength(1);
  expect(listening.map(({ aborted }) => aborted)).toEqual([false]);

  await first.return(undefined);
  expect(listening.map(({ aborted }) => aborted)).toEqual([false]);
  stopped.abort();
  expect(listening.map(({ aborted }) => aborted)).toEqual([true]);

  expect(await tails.follow(published.workspaceId, run, 0, stopped.signal).next()).toMatchObject({ done: true });
  expect(listening).toHaveLength(1);
});

test("when the log cannot be read all who follow are told, and the next one begins anew", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  let isDown = true;
  const { tails } = watchedTails({
    query: ((query: never) =>
      isDown ? Promise.reject(new Error("the database is down")) : pool.query(query)) as Queryable["query"],
  });
  const open = new AbortController();
  const follow = () => tails.follow(published.workspaceId, run, 0, open.signal);
  const told = [follow(), follow()].map((feed) => feed.next());
  for (const answer of told) await expect(answer).rejects.toThrow("the database is down");

  isDown = false;
  expect(await pageOf(follow())).toHaveLength(1);
  open.abort();
});

test("the run of another workspace has no tail", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  const { tails, asked } = watchedTails();
  const open = new AbortController();
  const feed = tails.follow("another", run, 0, open.signal).next();
  await expect.poll(() => asked).toEqual(["end_of_log", "events_after"]);
  await cancelRun(pool, published.workspaceId, run);
  await expect.poll(() => asked.length).toBe(3);
  open.abort();
  expect(await feed).toMatchObject({ done: true });
});
