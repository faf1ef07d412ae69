import type { Failure } from "#core/run-event.ts";
import type { StageView } from "#core/views.ts";

/** A stage that waits for its next attempt. */
export interface Retry {
  error: Failure;
  availableAt: string;
}

export interface LiveStage extends StageView {
  retry: Retry | null;
}

/** A stage before anything of its round has happened. */
export function freshStage(stage: StageView, round: number, status: "waiting" | "pending"): LiveStage {
  const { stageId, taskId } = stage;
  return {
    stageId,
    taskId,
    round,
    status,
    attempt: 0,
    startedAt: null,
    finishedAt: null,
    error: null,
    skipReason: null,
    subtasks: null,
    reviewId: null,
    asks: [],
    earlier: [],
    suspension: null,
    progress: null,
    retry: null,
  };
}

/** A stage that was canceled singly counts like one that failed; one that nothing waited for any more does not. */
export const countsAsFailed = ({ status, error }: LiveStage): boolean =>
  status === "failed" || (status === "canceled" && error?.code !== "dead_end");
