import { expect, test } from "vitest";
import { feedReducer, type RunFeed, startFeed } from "#components/run/run-feed.ts";
import { sampleRun, wholeRun } from "#components/run/run-samples.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { RunView } from "#core/views.ts";

const arrive = (feed: RunFeed, events: RunEvent[]) => feedReducer(feed, { type: "arrived", events });
const read = (feed: RunFeed, run: RunView) => feedReducer(feed, { type: "read", run });
const seqs = (feed: RunFeed) => feed.events.map((event) => event.seq);

test("events that are delivered again after a reconnect are taken once", () => {
  const feed = arrive(arrive(startFeed(sampleRun()), wholeRun.slice(1, 8)), wholeRun.slice(5, 12));

  expect(feed.run.lastSeq).toBe(12);
  expect(seqs(feed)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("after a gap the feed is followed from behind the snapshot that closes it", () => {
  const broken = arrive(startFeed(sampleRun()), wholeRun.slice(4, 8));
  const healed = read(broken, sampleRun({ lastSeq: 12 }));

  expect(broken.run.needsResync).toBe(true);
  expect(healed).toMatchObject({ since: 12, run: { needsResync: false, lastSeq: 12 } });
  expect(seqs(arrive(healed, wholeRun.slice(10)))).toEqual(
    [11, 12, ...wholeRun.slice(12).map((event) => event.seq)].filter((seq) => seq > 12),
  );
});

test("a snapshot that overtakes the feed loses no event of the list", () => {
  const ahead = read(arrive(startFeed(sampleRun()), wholeRun.slice(1, 4)), sampleRun({ lastSeq: 8 }));
  const feed = arrive(ahead, wholeRun.slice(4, 10));

  expect(feed.run.lastSeq).toBe(10);
  expect(seqs(feed)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("a selection begins with nothing followed", () => {
  const feed = arrive(
    feedReducer(startFeed(sampleRun()), { type: "selected", stageId: "enrich", taskId: 2 }),
    wholeRun.slice(1, 6),
  );

  expect(feed.focus).toMatchObject({ taskChanges: 2, fanOuts: 1 });
  expect(feedReducer(feed, { type: "selected", stageId: "parse", taskId: 1 }).focus).toMatchObject({
    taskChanges: 0,
    fanOuts: 0,
  });
});
