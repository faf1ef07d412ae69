import { DomainError } from "#core/errors.ts";
import { topologicalOrder, upstreamOf } from "#core/graph.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { ReviewView } from "#core/views.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { mayDecide } from "#server/reviews/may-decide.ts";
import { headlineOf, REVIEW_SUMMARY, REVIEW_TABLES, type SummaryRow } from "#server/reviews/review-row.ts";
import { stageTitle } from "#server/reviews/stage-title.ts";
import { checkedAttempts } from "#server/runs/checked-attempts.ts";
import { versionDefinition } from "#server/version-cache.ts";

export const unknownReview = (reviewId: number) =>
  new DomainError("not_found", `There is no review ${reviewId}`, { field: "reviewId" });

interface Row
  extends SummaryRow,
    Pick<
      ReviewView,
      "attempt" | "contentHash" | "summary" | "details" | "form" | "assignees" | "comment" | "formData"
    > {
  tasks: { stageId: string; status: TaskStatus; durationMs: number | null }[];
}

const REVIEW = `
  select ${REVIEW_SUMMARY}, rv.attempt, rv.content_hash as "contentHash", rv.summary, rv.details, rv.form, rv.assignees,
         rv.comment, rv.form_data as "formData",
         (select coalesce(json_agg(json_build_object('stageId', t.stage_id, 'status', t.status,
                    'durationMs', round(extract(epoch from t.finished_at - t.started_at) * 1000))), '[]')
          from task t
          where t.run_id = rv.run_id and t.subtask is null and t.is_latest) as tasks
  from ${REVIEW_TABLES}
  where rv.id = $1 and rv.workspace_id = $2`;

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
  const { tasks, versionId, ...review } = row;
  const definition = await versionDefinition(db, versionId);
  const before = upstreamOf([review.stageId], definition.dependencies);
  const byStage = new Map(tasks.map((task) => [task.stageId, task]));
  const order = topologicalOrder(
    definition.stages.map(({ id }) => id),
    definition.dependencies,
  ).filter((id) => before.has(id));
  return {
    ...review,
    stageTitle: stageTitle(definition, review.stageId),
    headline: headlineOf(review.summary),
    attempts: review.reason === null ? [] : await checkedAttempts(deps, review.runId, review.taskId),
    mayDecide: review.status === "open" && mayDecide(who, review.assignees),
    ledHere: order.flatMap((id) => {
      const task = byStage.get(id);
      return task ? [{ ...task, title: stageTitle(definition, id) }] : [];
    }),
  };
}
