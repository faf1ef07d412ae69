import type { ReviewPurpose } from "#core/decision.ts";
import { DomainError } from "#core/errors.ts";
import { redoableOf } from "#core/redoable.ts";
import type { ReviewView } from "#core/review-views.ts";
import { roundLimits } from "#core/round-limits.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { mayDecide } from "#server/reviews/may-decide.ts";
import { earlierRounds, lastSentBack } from "#server/reviews/review-rounds.ts";
import { headlineOf, REPLACEMENT, REVIEW_SUMMARY, REVIEW_TABLES, type SummaryRow } from "#server/reviews/review-row.ts";
import { stageTitle } from "#server/reviews/stage-title.ts";
import { checkedAttempts } from "#server/runs/checked-attempts.ts";
import { versionDefinition } from "#server/version-cache.ts";

export const unknownReview = (reviewId: number) =>
  new DomainError("not_found", `There is no review ${reviewId}`, { field: "reviewId" });

interface Row
  extends SummaryRow,
    Pick<
      ReviewView,
      | "attempt"
      | "contentHash"
      | "summary"
      | "details"
      | "form"
      | "assignees"
      | "comment"
      | "formData"
      | "edited"
      | "replacement"
    > {
  purpose: ReviewPurpose;
  marks: ReviewView["marks"] | null;
  redoneStages: string[] | null;
  tasks: { stageId: string; status: TaskStatus; durationMs: number | null }[];
}

const REVIEW = `
  select ${REVIEW_SUMMARY}, rv.attempt, rv.content_hash as "contentHash", rv.summary, rv.details, rv.form, rv.assignees,
         rv.comment, rv.form_data as "formData", rv.purpose, rv.marks, rv.redone_stages as "redoneStages", rv.edited, ${REPLACEMENT},
         (select coalesce(json_agg(json_build_object('stageId', t.stage_id, 'status', t.status,
                    'durationMs', round(extract(epoch from t.finished_at - t.started_at) * 1000))), '[]')
          from task t
          where t.run_id = rv.run_id and t.subtask is null and t.is_latest) as tasks
  from ${REVIEW_TABLES}
  where rv.id = $1 and rv.workspace_id = $2`;

/** No stage is done over by it, and the code says how often it asks. */
const ANSWERS_CODE = { redoable: [], follows: [], sources: [], maxRounds: null, onExhausted: "review" as const };

interface Deps {
  pool: Queryable;
  artifacts: ArtifactStore;
}

/** A review as a person sees it before deciding: what is asked, and the stages that led to it. */
export async function getReview(deps: Deps, who: Principal, reviewId: number): Promise<ReviewView> {
  const { pool: db } = deps;
  const { rows } = await db.query<Row>({ name: "get_review", text: REVIEW, values: [reviewId, who.workspaceId] });
  const [row] = rows;
  if (!row) throw unknownReview(reviewId);
  const { tasks, versionId, purpose, ...review } = row;
  const definition = await versionDefinition(db, versionId);
  const stage = definition.stages.find(({ id }) => id === review.stageId);
  const before = redoableOf(definition, review.stageId, purpose === "check" ? "check" : "gate");
  const byStage = new Map(tasks.map((task) => [task.stageId, task]));
  const rounds = await earlierRounds(db, review);
  return {
    ...review,
    ...(purpose === "call" ? ANSWERS_CODE : { ...before, ...roundLimits(stage, purpose) }),
    stageTitle: stageTitle(definition, review.stageId),
    headline: review.title ?? headlineOf(review.summary),
    attempts: review.reason === null ? [] : await checkedAttempts(deps, review.runId, review.taskId),
    mayDecide: review.status === "open" && (await mayDecide(db, who, review.assignees)),
    ledHere: before.redoable.flatMap(({ stageId, title }) => {
      const task = byStage.get(stageId);
      return task && stageId !== review.stageId ? [{ ...task, title }] : [];
    }),
    rounds,
    before: await lastSentBack(db, rounds),
    marks: review.marks ?? [],
    redoneStages: review.redoneStages ?? [],
  };
}
