import type { TaskStatus } from "#core/statuses.ts";
import type { StageView } from "#core/views.ts";

export interface TimelineBar {
  stageId: string;
  status: TaskStatus;
  /** Shares of the whole span, 0 to 1. */
  start: number;
  length: number;
  durationMs: number;
}

type Timed = Pick<StageView, "stageId" | "status" | "startedAt" | "finishedAt">;

/** One bar for each stage that has started, laid over the time from `from` to `to` (milliseconds). */
export function timelineBars(stages: readonly Timed[], from: number, to: number): TimelineBar[] {
  const span = Math.max(1, to - from);
  const within = (moment: number) => Math.min(1, Math.max(0, (moment - from) / span));
  return stages.flatMap(({ stageId, status, startedAt, finishedAt }) => {
    if (!startedAt) return [];
    const startMs = Date.parse(startedAt);
    const endMs = finishedAt ? Date.parse(finishedAt) : to;
    return [
      {
        stageId,
        status,
        start: within(startMs),
        length: within(endMs) - within(startMs),
        durationMs: Math.max(0, endMs - startMs),
      },
    ];
  });
}
