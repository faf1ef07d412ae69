import { type Decision, settleCheckDecision, settleDecision } from "#core/decision.ts";
import type { Queryable } from "#server/db.ts";
import { settlementRow } from "#server/engine/settlement-row.ts";

/** What was seen when it was decided; a decision binds to it (DESIGN 5.5). */
export interface Seen {
  reviewId: number;
  runId: number;
  taskId: number;
  attempt: number;
  contentHash: string;
  onReject: "fail" | "continue";
  /** "check": the decision accepts or rejects the task's own output; "gate": it is the output. */
  purpose: "gate" | "check";
}

export type DecisionResult = "decided" | "already" | "unknown" | "closed" | "changed";

/**
 * Closes an open review and settles its task in one commit. "already": the same idempotency key decided it before;
 * "closed": it was decided or canceled by another; "changed": the content is not what was seen. Those change nothing.
 */
export async function decideReview(
  db: Queryable,
  workspaceId: string,
  seen: Seen,
  said: Decision,
  idempotencyKey: string | null,
): Promise<DecisionResult> {
  const settlement = seen.purpose === "check" ? settleCheckDecision(said) : settleDecision(seen.onReject, said);
  const { decision, by, comment } = said;
  const row = {
    ...settlementRow({ taskId: seen.taskId, runId: seen.runId, lease: null, attempt: seen.attempt }, settlement, {
      value: settlement.to === "completed" ? settlement.output : null,
      hash: null,
    }),
    decision: { reviewId: seen.reviewId, decision, by, comment },
  };
  const { taskId, attempt, contentHash } = seen;
  const { rows } = await db.query<{ result: DecisionResult }>("select engine.decide_review($1, $2, $3, $4) as result", [
    workspaceId,
    seen.reviewId,
    JSON.stringify({ ...said, taskId, attempt, contentHash, idempotencyKey }),
    JSON.stringify(row),
  ]);
  return rows[0]?.result ?? "unknown";
}
