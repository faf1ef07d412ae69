import type { RoundStage, TaskEvent } from "#core/run-event.ts";
import type { StageCounts } from "#core/views.ts";

const NONE: StageCounts = {
  total: 0,
  waiting: 0,
  pending: 0,
  running: 0,
  completed: 0,
  failed: 0,
  skipped: 0,
  canceled: 0,
  awaiting_review: 0,
};

type Place = Exclude<keyof StageCounts, "total">;

/** The counts of a fan-out that has just begun: at most `concurrency` subtasks may start at once. */
export function fannedOut(total: number, concurrency: number | undefined): StageCounts {
  const pending = Math.min(total, concurrency ?? total);
  return { ...NONE, total, pending, waiting: total - pending };
}

/** The counts of a fan-out of which only some subtasks are done over. */
export function doneOverInPart({
  total,
  reused,
  pending,
  others = {},
}: NonNullable<RoundStage["subtasks"]>): StageCounts {
  const { running = 0, suspended = 0, awaiting_review = 0, failed = 0, canceled = 0 } = others;
  // What is suspended counts as running until it wakes.
  const going = { running: running + suspended, awaiting_review, failed, canceled };
  const waiting = total - reused - pending - running - suspended - awaiting_review - failed - canceled;
  return { ...NONE, ...going, total, pending, skipped: reused, waiting };
}

/** Counts what one event says about one subtask. Changes `counts`, which the caller owns. */
export function countSubtask(counts: StageCounts, event: TaskEvent, isLimited: boolean): void {
  switch (event.type) {
    case "task.running":
      move(counts, counts.pending > 0 ? "pending" : "waiting", "running");
      return;
    case "task.retrying":
    case "task.returned":
    case "task.woken":
      move(counts, "running", "pending");
      return;
    case "task.awaiting_review":
      move(counts, "running", "awaiting_review");
      return;
    case "review.decided":
      // What code has asked does not end its wait by itself.
      if (event.data.title === undefined) move(counts, "awaiting_review", "running");
      return;
    case "task.settled":
      move(counts, beforeSettling(counts, event.data.status, event.data.durationMs), event.data.status);
      if (isLimited && event.data.status !== "canceled" && counts.waiting > 0) move(counts, "waiting", "pending");
      return;
    case "task.suspended":
    case "task.paused":
    case "task.resumed":
    case "task.progress":
    case "task.fanned_out":
    case "task.log":
    case "review.opened":
    case "review.closed":
      return;
  }
}

/** A fan-out that has settled has no subtask left to do. */
export function endSubtasks(counts: StageCounts): void {
  counts.waiting = counts.pending = counts.running = counts.awaiting_review = 0;
}

/** Subtasks of this fan-out that have settled. */
export const settledSubtasks = (counts: StageCounts): number =>
  counts.completed + counts.failed + counts.skipped + counts.canceled;

// A cancel settles tasks that never ran; only those that ran have a duration.
function beforeSettling(
  counts: StageCounts,
  status: "completed" | "failed" | "skipped" | "canceled",
  durationMs: number | undefined,
): Place {
  if (status !== "canceled" || (durationMs !== undefined && counts.running > 0)) return "running";
  if (counts.pending > 0) return "pending";
  if (counts.waiting > 0) return "waiting";
  return counts.awaiting_review > 0 ? "awaiting_review" : "running";
}

function move(counts: StageCounts, from: Place, to: Place): void {
  counts[from] = Math.max(0, counts[from] - 1);
  counts[to] += 1;
}
