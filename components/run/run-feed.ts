import { type Focus, focusOn, foldFocus } from "#components/run/focus.ts";
import { adoptSnapshot, foldEvents, initialView, type LiveRun } from "#components/run/run-projection.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { RunView } from "#core/views.ts";

const MAX_KEPT_EVENTS = 50_000;

/** All that a run's page knows from one snapshot and the feed behind it. */
export interface RunFeed {
  run: LiveRun;
  /** The feed is followed from behind this event. */
  since: number;
  /** The newest events without a gap; those before the first are read when somebody asks for them. */
  events: readonly RunEvent[];
  focus: Focus;
}

export type FeedAction =
  | { type: "arrived"; events: RunEvent[] }
  | { type: "read"; run: RunView }
  | { type: "selected"; stageId: string | null; taskId: number | null };

export const startFeed = (run: RunView): RunFeed => ({
  run: initialView(run),
  since: run.lastSeq,
  events: [],
  focus: focusOn(null, null),
});

export function feedReducer(feed: RunFeed, action: FeedAction): RunFeed {
  switch (action.type) {
    case "arrived":
      return arrive(feed, action.events);
    case "read":
      return {
        ...feed,
        run: adoptSnapshot(feed.run, action.run),
        since: feed.run.needsResync ? action.run.lastSeq : feed.since,
        // What was said about the selection between the gap and the snapshot is not known.
        focus: feed.run.needsResync
          ? { ...focusOn(feed.focus.stageId, feed.focus.taskId), taskChanges: feed.focus.taskChanges + 1 }
          : feed.focus,
      };
    case "selected":
      return { ...feed, focus: focusOn(action.stageId, action.taskId) };
  }
}

function arrive(feed: RunFeed, arrived: RunEvent[]): RunFeed {
  const newest = feed.events.at(-1)?.seq ?? feed.since;
  const fresh = arrived.filter((event) => event.seq > newest);
  const run = foldEvents(feed.run, fresh);
  if (run.needsResync) return { ...feed, run };
  const isGapless = fresh[0]?.seq === newest + 1;
  return {
    ...feed,
    run,
    events: (isGapless ? [...feed.events, ...fresh] : fresh).slice(-MAX_KEPT_EVENTS),
    focus: foldFocus(feed.focus, fresh),
  };
}
