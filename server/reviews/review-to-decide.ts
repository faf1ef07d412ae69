import { DECIDED, type ReviewDecision, type ReviewPurpose } from "#core/decision.ts";
import { DomainError, type Replacement } from "#core/errors.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { unknownReview } from "#server/reviews/get-review.ts";
import { mayDecide } from "#server/reviews/may-decide.ts";
import { REPLACEMENT } from "#server/reviews/review-row.ts";

/** What a decision has to know of its review. */
export interface ReviewToDecide {
  runId: number;
  stageId: string;
  subtask: number | null;
  versionId: string;
  status: "open" | "decided" | "canceled";
  form: Record<string, unknown> | null;
  assignees: string[];
  onReject: "fail" | "continue";
  purpose: ReviewPurpose;
  decision: ReviewDecision | null;
  decidedBy: string | null;
  idempotencyKey: string | null;
  /** What shows in its place since the content was made anew; null while it is the present one. */
  replacement: Replacement | null;
}

export interface Decided {
  runId: number;
  status: "decided";
}

export async function reviewToDecide(db: Queryable, workspaceId: string, reviewId: number): Promise<ReviewToDecide> {
  const { rows } = await db.query<ReviewToDecide>({
    name: "review_to_decide",
    text: `select rv.run_id as "runId", rv.stage_id as "stageId", k.subtask, r.version_id as "versionId", rv.status, rv.form,
                  rv.assignees, rv.on_reject as "onReject", rv.purpose, rv.decision, rv.decided_by as "decidedBy",
                  rv.idempotency_key as "idempotencyKey", ${REPLACEMENT}
           from review rv
           join run r on r.id = rv.run_id
           join task k on k.id = rv.task_id
           where rv.id = $1 and rv.workspace_id = $2`,
    values: [reviewId, workspaceId],
  });
  const [row] = rows;
  if (!row) throw unknownReview(reviewId);
  return row;
}

/** The first answer again for the same key and decision; otherwise the refusal that says how the review was closed. */
export function afterClosing(
  review: ReviewToDecide,
  asked: { reviewId: number; decision: ReviewDecision; idempotencyKey?: string | undefined },
): Decided {
  const isRepeated = review.idempotencyKey !== null && review.idempotencyKey === asked.idempotencyKey;
  if (isRepeated && review.decision === asked.decision) return { runId: review.runId, status: "decided" };
  throw new DomainError("conflict", whyClosed(asked.reviewId, review), {
    field: "reviewId",
    replacement: review.replacement,
  });
}

function whyClosed(reviewId: number, { status, purpose, decision, decidedBy, replacement }: ReviewToDecide): string {
  const instead =
    replacement === null
      ? ""
      : replacement.reviewId === null
        ? "; its content is being made anew"
        : `; review ${replacement.reviewId} shows what there is now`;
  if (status === "decided" && decision)
    return `Review ${reviewId} was ${DECIDED[decision]} already by ${decidedBy}${instead}`;
  if (purpose === "call") return `Review ${reviewId} was closed: the code that asked does not wait for it any more`;
  return replacement
    ? `Review ${reviewId} changed since you opened it${instead}`
    : `Review ${reviewId} was canceled with its run`;
}

/** Refuses who may not decide this review. */
export async function requireDecider(
  db: Queryable,
  who: Principal,
  reviewId: number,
  { assignees }: ReviewToDecide,
): Promise<void> {
  if (!(await mayDecide(db, who, assignees)))
    throw new DomainError("forbidden", `Review ${reviewId} is for ${assignees.join(", ")}`);
}

/** The content was made anew since it was seen. */
export const changedSinceSeen = (reviewId: number) =>
  new DomainError("conflict", `Review ${reviewId} is not what you have seen; open it again and decide then`, {
    field: "contentHash",
  });
