import { z } from "zod";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished, type RunStatus } from "#core/statuses.ts";
import { eventsAfter } from "#server/engine/run-feed.ts";
import type { FeedDeps } from "#server/runs/feed.ts";
import { unknownRun } from "#server/runs/require-run.ts";

const MAX_EVENTS = 200;
const MAX_SECONDS = 50;

export const FollowRun = z.object({
  runId: z.int().positive(),
  after: z.int().min(0).default(0).describe("The number of the last event that is known: `next` of the answer before"),
  seconds: z.int().min(1).max(MAX_SECONDS).default(20).describe("How long to wait at most"),
});

export interface RunNews {
  status: RunStatus;
  events: RunEvent[];
  /** Hand it back as `after`. */
  next: number;
}

const standsStill = (status: RunStatus): boolean =>
  isFinished(status) || status === "awaiting_review" || status === "paused";

async function statusOf({ pool }: FeedDeps, workspaceId: string, runId: number): Promise<RunStatus> {
  const { rows } = await pool.query<{ status: RunStatus }>({
    name: "status_of_run",
    text: "select status from run where id = $1 and workspace_id = $2",
    values: [runId, workspaceId],
  });
  const [run] = rows;
  if (!run) throw unknownRun(runId);
  return run.status;
}

/**
 * What happens in a run after an event, waited for until the run stands still (it has ended, waits for a review or is
 * paused), there is much to tell, or the time is over. An unknown run is refused.
 */
export async function follow(
  deps: FeedDeps,
  workspaceId: string,
  { runId, after, seconds }: z.infer<typeof FollowRun>,
  signal: AbortSignal | undefined,
): Promise<RunNews> {
  const time = AbortSignal.timeout(seconds * 1_000);
  const until = signal ? AbortSignal.any([time, signal]) : time;
  const events: RunEvent[] = [];
  const next = () => events.at(-1)?.seq ?? after;
  let status = await statusOf(deps, workspaceId, runId);
  const { wakeups } = await deps.notifier();
  for await (const _ of wakeups(runId, until)) {
    // Read before the events, so that those that led to it are among them.
    status = await statusOf(deps, workspaceId, runId);
    events.push(...(await eventsAfter(deps.pool, workspaceId, runId, next(), MAX_EVENTS - events.length)));
    if (standsStill(status) || events.length === MAX_EVENTS) break;
  }
  return { status, events, next: next() };
}
