import { DECIDED, type ReviewDecision } from "#core/decision.ts";
import { DomainError } from "#core/errors.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { unknownReview } from "#server/reviews/get-review.ts";
import { mayDecide } from "#server/reviews/may-decide.ts";

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
  purpose: "gate" | "check";
  decision: ReviewDecision | null;
  decidedBy: string | null;
  idempotencyKey: string | null;
}

export interface Decided {
  runId: number;
  status: "decided";
}

export async function reviewToDecide(db: Queryable, workspaceId: string, reviewId: number): Promise<ReviewToDecide> {
  const { rows } = await db.query<ReviewToDecide>({
    name: "review_to_decide",
    text: `select v.run_id as "runId", v.stage_id as "stageId", t.subtask, r.version_id as "versionId", v.status, v.form, v.assignees,
                  v.on_reject as "onReject", v.purpose, v.decision, v.decided_by as "decidedBy", v.idempotency_key as "idempotencyKey"
           from review v
           join run r on r.id = v.run_id
           join task t on t.id = v.task_id
           where v.id = $1 and v.workspace_id = $2`,
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
  if (review.status === "canceled")
    throw new DomainError("conflict", `Review ${asked.reviewId} was canceled with its run`);
  throw new DomainError(
    "conflict",
    `Review ${asked.reviewId} was ${DECIDED[review.decision ?? "rejected"]} already by ${review.decidedBy}`,
    {
      field: "reviewId",
    },
  );
}

/** Refuses who may not decide this review. */
export function requireDecider(who: Principal, reviewId: number, { assignees }: ReviewToDecide): void {
  if (!mayDecide(who, assignees))
    throw new DomainError("forbidden", `Review ${reviewId} is for ${assignees.join(", ")}`);
}

/** The content was made anew since it was seen. */
export const changedSinceSeen = (reviewId: number) =>
  new DomainError("conflict", `Review ${reviewId} is not what you have seen; open it again and decide then`, {
    field: "contentHash",
  });
