import type { ReviewDecision } from "#core/decision.ts";
import type { Queryable } from "#server/db.ts";
import type { DecisionResult, Seen } from "#server/engine/decide-review.ts";

/** What one person said to what code asked. */
export interface Said {
  decision: ReviewDecision;
  comment: string;
  form: unknown;
  /** With an approval: what the reviewer made of the content. Left out when it was approved as shown. */
  edited?: unknown;
  /** With a request for changes: where in the content something should be different; null when nothing was marked. */
  marks?: readonly unknown[] | null;
  by: string;
  /** ISO 8601. */
  at: string;
}

/** Closes an open review that code asked for, and wakes the code, in one commit. Results as of a decision at a gate. */
export async function answerReview(
  db: Queryable,
  workspaceId: string,
  { reviewId, taskId, attempt, contentHash }: Pick<Seen, "reviewId" | "taskId" | "attempt" | "contentHash">,
  { marks, ...said }: Said,
  idempotencyKey: string | null,
): Promise<DecisionResult> {
  const decision = {
    ...said,
    ...(marks && { marks }),
    // The code says what is done over, not the reviewer.
    ...(said.decision === "changes_requested" && { stages: [] }),
    taskId,
    attempt,
    contentHash,
    idempotencyKey,
  };
  const { rows } = await db.query<{ result: DecisionResult }>("select engine.answer_review($1, $2, $3) as result", [
    workspaceId,
    reviewId,
    JSON.stringify(decision),
  ]);
  return rows[0]?.result ?? "unknown";
}
