import type { RunEvent } from "#core/run-event.ts";
import type { AttemptView, TaskView } from "#core/views.ts";

type Ended = Partial<Pick<AttemptView, "outcome" | "finishedAt" | "error">>;

function endOf(event: RunEvent): Ended | null {
  switch (event.type) {
    case "task.retrying":
      return { outcome: "failed", finishedAt: event.at, error: event.data.error };
    case "task.returned":
      return { outcome: "returned", finishedAt: event.at };
    case "task.awaiting_review":
      return { outcome: "awaiting_review", finishedAt: event.at };
    case "task.settled":
      return { outcome: event.data.status, finishedAt: event.at, error: event.data.error ?? null };
    default:
      return null;
  }
}

/** The attempts of one task, told by its events. A gate's attempt ends when the review opens, not when it is decided. */
export function attemptsOf(events: RunEvent[], task: Pick<TaskView, "status" | "attempt">): AttemptView[] {
  const attempts: AttemptView[] = [];
  for (const event of events) {
    if (event.type === "task.running") {
      attempts.push({
        number: event.data.attempt,
        startedAt: event.at,
        finishedAt: null,
        outcome: "running",
        error: null,
      });
      continue;
    }
    const current = attempts.at(-1);
    const end = endOf(event);
    if (end && current?.outcome === "running") Object.assign(current, end);
  }
  return task.attempt === 0 ? [] : attempts;
}

/** The lines that the attempts of one task have logged, in order. */
export const logsOf = (events: RunEvent[]) =>
  events.flatMap((event) => (event.type === "task.log" ? event.data.lines : []));
