import { z } from "zod";
import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";
import type { Notifier } from "#server/engine/notifier.ts";
import { eventsAfter } from "#server/engine/run-feed.ts";
import type { RunTails } from "#server/engine/run-tails.ts";
import { requireRun } from "#server/runs/require-run.ts";

const MAX_EVENTS = 1_000;

export const ReadEvents = z.object({
  runId: z.int().positive(),
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(MAX_EVENTS).default(MAX_EVENTS),
});

/** A page of a run's log after an event number. */
export async function readEvents(
  db: Queryable,
  workspaceId: string,
  { runId, after, limit }: z.infer<typeof ReadEvents>,
): Promise<{ events: RunEvent[] }> {
  await requireRun(db, workspaceId, runId);
  return { events: await eventsAfter(db, workspaceId, runId, after, limit) };
}

export interface FeedDeps {
  pool: Queryable;
  notifier: () => Promise<Notifier>;
}

/** All events of a run after `seq` and those to come, a page at a time, until the signal; see RunTails. An unknown run is refused before the first. */
export async function openFeed(
  { pool, runTails }: { pool: Queryable; runTails: RunTails },
  workspaceId: string,
  runId: number,
  seq: number,
  signal: AbortSignal,
): Promise<AsyncGenerator<readonly RunEvent[]>> {
  await requireRun(pool, workspaceId, runId);
  return runTails.follow(workspaceId, runId, seq, signal);
}
