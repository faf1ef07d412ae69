import { type Decision, settleCheckDecision, settleDecision } from "#core/decision.ts";
import type { Queryable } from "#server/db.ts";
import { type StoredPayload, settlementRow } from "#server/engine/settlement-row.ts";

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
  /** What was shown, which an approval at a gate hands on. */
  content: unknown;
}

export type DecisionResult = "decided" | "already" | "unknown" | "closed" | "changed";

const inRow = async (output: unknown): Promise<StoredPayload> => ({ value: output, hash: null });

/**
 * Closes an open review and settles its task in one commit. "already": the same idempotency key decided it before;
 * "closed": it was decided or canceled by another; "changed": the content is not what was seen. Those change nothing.
 * `store` puts an output that is too large for a row where it belongs.
 */
export async function decideReview(
  db: Queryable,
  workspaceId: string,
  seen: Seen,
  said: Decision,
  idempotencyKey: string | null,
  store: (output: unknown) => Promise<StoredPayload> = inRow,
): Promise<DecisionResult> {
  const settlement =
    seen.purpose === "check" ? settleCheckDecision(said) : settleDecision(seen.onReject, said, seen.content);
  const { decision, by, comment } = said;
  const output = settlement.to === "completed" ? await store(settlement.output) : undefined;
  const lease = { taskId: seen.taskId, runId: seen.runId, lease: null, attempt: seen.attempt };
  const isEdited = said.edited !== undefined;
  const row = {
    ...settlementRow(lease, settlement, output),
    decision: { reviewId: seen.reviewId, decision, by, comment, ...(isEdited && { isEdited }) },
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
