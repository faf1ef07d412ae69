import type { Failure, RunEvent } from "#core/run-event.ts";
import { isSettled } from "#core/statuses.ts";
import type { AttemptView, TaskView } from "#core/views.ts";

/** An attempt that was cut short, and when the one after it began; null while none has. */
export interface EndedAttempt {
  at: string;
  /** Null when a worker handed the attempt back, which costs the task none. */
  error: Failure | null;
  next: { at: string; attempt: number } | null;
}

type Told = Pick<TaskView, "status" | "startedAt" | "finishedAt" | "error"> & { reviewOpenedAt: string | null };

const begun = (number: number, startedAt: string | null): AttemptView => ({
  number,
  startedAt,
  finishedAt: null,
  outcome: "running",
  error: null,
});

/** How the last attempt stands. A gate's attempt ends when the review opens, not when it is decided. */
function lastOf(attempt: AttemptView, { status, finishedAt, error, reviewOpenedAt }: Told): AttemptView {
  if (reviewOpenedAt) return { ...attempt, finishedAt: reviewOpenedAt, outcome: "awaiting_review" };
  if (status === "suspended") return { ...attempt, outcome: "suspended" };
  if (isSettled(status)) return { ...attempt, finishedAt, outcome: status, error };
  return attempt;
}

/** The attempts of one task: all but the last are told by how they were cut short, the last by the task itself. */
export function attemptsOf(task: Told, ended: readonly EndedAttempt[]): AttemptView[] {
  if (task.startedAt === null) return [];
  const attempts: AttemptView[] = [];
  let current: AttemptView | null = begun(1, task.startedAt);
  for (const { at, error, next } of ended) {
    if (current) attempts.push({ ...current, finishedAt: at, outcome: error ? "failed" : "returned", error });
    current = next && begun(next.attempt, next.at);
  }
  return current ? [...attempts, lastOf(current, task)] : attempts;
}

/** The lines that the attempts of one task have logged, in order. */
export const logsOf = (events: Pick<Extract<RunEvent, { type: "task.log" }>, "data">[]) =>
  events.flatMap(({ data }) => data.lines);
