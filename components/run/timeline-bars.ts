import type { TaskStatus } from "#core/statuses.ts";
import type { StageView } from "#core/views.ts";

export interface TimelineBar {
  stageId: string;
  status: TaskStatus;
  /** Shares of the whole span, 0 to 1. */
  start: number;
  length: number;
  durationMs: number;
  /** Where it stood in rounds that were replaced since. */
  earlier: Pick<TimelineBar, "status" | "start" | "length">[];
}

type Timed = Pick<StageView, "stageId" | "status" | "startedAt" | "finishedAt" | "earlier">;

/** One bar for each stage that has started, laid over the time from `from` to `to` (milliseconds). */
export function timelineBars(stages: readonly Timed[], from: number, to: number): TimelineBar[] {
  const span = Math.max(1, to - from);
  const within = (moment: number) => Math.min(1, Math.max(0, (moment - from) / span));
  const placed = (startedAt: string, finishedAt: string | null) => {
    const startMs = Date.parse(startedAt);
    const endMs = finishedAt ? Date.parse(finishedAt) : to;
    return {
      start: within(startMs),
      length: within(endMs) - within(startMs),
      durationMs: Math.max(0, endMs - startMs),
    };
  };
  return stages.flatMap(({ stageId, status, startedAt, finishedAt, earlier }) => {
    const before = earlier.flatMap((round) =>
      round.startedAt ? [{ status: round.status, ...placed(round.startedAt, round.finishedAt) }] : [],
    );
    if (startedAt) return [{ stageId, status, ...placed(startedAt, finishedAt), earlier: before }];
    // Waiting for its next round, it shows the rounds before.
    const last = before.at(-1);
    return last ? [{ stageId, ...last, earlier: before.slice(0, -1) }] : [];
  });
}
