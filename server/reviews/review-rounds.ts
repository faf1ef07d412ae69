import type { ReviewRound, ReviewView } from "#core/review-views.ts";
import type { Queryable } from "#server/db.ts";
import { iso } from "#server/runs/sql-fragments.ts";

interface Row extends Omit<ReviewRound, "round" | "marks" | "redoneStages"> {
  marks: ReviewRound["marks"] | null;
  redoneStages: string[] | null;
}

const statement = (isSubtask: boolean) => `
  select rv.id as "reviewId", rv.decision, rv.decided_by as "decidedBy", ${iso("rv.decided_at")} as "decidedAt",
         rv.comment, rv.marks, rv.redone_stages as "redoneStages"
  from task k
  join task t on t.run_id = k.run_id and t.stage_id = k.stage_id and t.subtask ${isSubtask ? "= k.subtask" : "is null"}
  join review rv on rv.task_id = t.id
  where k.id = $1 and t.round < k.round
  order by t.round`;

/** The reviews of the same stage, and subtask, in earlier rounds of the run; oldest first, counted as the review itself is. */
export async function earlierRounds(
  db: Queryable,
  { taskId, subtask }: Pick<ReviewView, "taskId" | "subtask">,
): Promise<ReviewRound[]> {
  const { rows } = await db.query<Row>({
    name: subtask === null ? "earlier_rounds" : "earlier_rounds_of_subtask",
    text: statement(subtask !== null),
    values: [taskId],
  });
  let round = 1;
  return rows.map((row) => {
    const told = { ...row, round, marks: row.marks ?? [], redoneStages: row.redoneStages ?? [] };
    if (row.decision === "changes_requested") round += 1;
    return told;
  });
}

/** What the last of these rounds that was sent back has shown. */
export async function lastSentBack(db: Queryable, rounds: readonly ReviewRound[]): Promise<ReviewView["before"]> {
  const last = rounds.findLast(({ decision }) => decision === "changes_requested");
  if (!last) return null;
  const { rows } = await db.query<{ summary: string; details: unknown }>({
    name: "review_content",
    text: "select summary, details from review where id = $1",
    values: [last.reviewId],
  });
  const [content] = rows;
  return content ? { reviewId: last.reviewId, ...content } : null;
}
