import { tracked } from "@trpc/server";
import type { RunEvent } from "#core/run-event.ts";
import { type FeedDeps, openFeed } from "#server/runs/feed.ts";

/** The feed of a run as a subscription: each event carries its number, from which a browser goes on by itself. */
export async function subscribeToRun(
  deps: FeedDeps,
  workspaceId: string,
  runId: number,
  seq: number,
  signal: AbortSignal | undefined,
) {
  return numbered(await openFeed(deps, workspaceId, runId, seq, signal ?? new AbortController().signal));
}

async function* numbered(events: AsyncIterable<RunEvent>) {
  for await (const event of events) yield tracked(String(event.seq), event);
}
