import type { ReviewRound, ReviewView } from "#core/review-views.ts";
import type { Queryable } from "#server/db.ts";
import { iso } from "#server/runs/sql-fragments.ts";

interface Row extends Omit<ReviewRound, "marks" | "redoneStages"> {
  marks: ReviewRound["marks"] | null;
  redoneStages: string[] | null;
}

const statement = (isSubtask: boolean) => `
  select rv.id as "reviewId", t.round, rv.decision, rv.decided_by as "decidedBy", ${iso("rv.decided_at")} as "decidedAt",
         rv.comment, rv.marks, rv.redone_stages as "redoneStages"
  from task t
  join review rv on rv.task_id = t.id
  where t.run_id = $1 and t.stage_id = $2 and t.subtask ${isSubtask ? "= $4" : "is null"} and t.round < $3
  order by t.round`;

/** The reviews of the same stage, and subtask, in earlier rounds of the run; oldest first. */
export async function earlierRounds(
  db: Queryable,
  { runId, stageId, round, subtask }: Pick<ReviewView, "runId" | "stageId" | "round" | "subtask">,
): Promise<ReviewRound[]> {
  if (round === 1) return [];
  const { rows } = await db.query<Row>({
    name: subtask === null ? "earlier_rounds" : "earlier_rounds_of_subtask",
    text: statement(subtask !== null),
    values: [runId, stageId, round, ...(subtask === null ? [] : [subtask])],
  });
  return rows.map((row) => ({ ...row, marks: row.marks ?? [], redoneStages: row.redoneStages ?? [] }));
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
