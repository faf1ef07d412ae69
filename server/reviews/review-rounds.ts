import type { ReviewRound, ReviewView } from "#core/review-views.ts";
import type { Queryable } from "#server/db.ts";
import { SENT_BACK_TO_CODE } from "#server/reviews/review-row.ts";
import { iso } from "#server/runs/sql-fragments.ts";

interface Row extends Omit<ReviewRound, "round" | "marks" | "redoneStages"> {
  marks: ReviewRound["marks"] | null;
  redoneStages: string[] | null;
}

const COLUMNS = `
  n.id as "reviewId", n.decision, n.decided_by as "decidedBy", ${iso("n.decided_at")} as "decidedAt", n.comment, n.marks,
  n.redone_stages as "redoneStages"`;

const ofStage = (isSubtask: boolean) => `
  select ${COLUMNS}
  from review rv
  join task k on k.id = rv.task_id
  join task t on t.run_id = k.run_id and t.stage_id = k.stage_id and t.subtask ${isSubtask ? "= k.subtask" : "is null"}
  join review n on n.task_id = t.id and n.call_id is null
  where rv.id = $1 and t.round < k.round
  order by t.round`;

const OF_CODE = `select ${COLUMNS} from review rv join review n on ${SENT_BACK_TO_CODE} where rv.id = $1 order by n.id`;

/**
 * The reviews of the same stage, and subtask, in earlier rounds of the run; of what code asks, those under the same title that
 * were sent back. Oldest first, counted as the review itself is.
 */
export async function earlierRounds(
  db: Queryable,
  { id, title, subtask }: Pick<ReviewView, "id" | "title" | "subtask">,
): Promise<ReviewRound[]> {
  const { rows } = await db.query<Row>(
    title !== null
      ? { name: "earlier_rounds_of_code", text: OF_CODE, values: [id] }
      : subtask === null
        ? { name: "earlier_rounds", text: ofStage(false), values: [id] }
        : { name: "earlier_rounds_of_subtask", text: ofStage(true), values: [id] },
  );
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
