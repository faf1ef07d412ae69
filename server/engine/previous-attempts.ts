import type { Failure } from "#core/run-event.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";
import type { Queryable } from "#server/db.ts";

/** An earlier attempt of a checked task, as its check sees it. */
export interface PreviousAttempt {
  attempt: number;
  verdict: Verdict["verdict"] | null;
  feedback: Feedback | null;
  error: Failure | null;
  /** Null also when it was too large for its row. */
  output: unknown;
}

/** The earlier attempts of a task, oldest first. */
export async function previousAttempts(db: Queryable, taskId: number): Promise<PreviousAttempt[]> {
  const { rows } = await db.query<PreviousAttempt>({
    name: "previous_attempts",
    text: "select number as attempt, verdict, feedback, error, output from attempt where task_id = $1 order by number",
    values: [taskId],
  });
  return rows;
}
