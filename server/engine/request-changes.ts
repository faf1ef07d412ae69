import type { Queryable } from "#server/db.ts";
import type { DecisionResult, Seen } from "#server/engine/decide-review.ts";

/** What one person wants to be different in what a gate shows. */
export interface ChangesRequest {
  comment: string;
  /** The stages that do their work over; what depends on them follows, the gate among it. */
  stages: readonly string[];
  /** Where in the content something should be different; null when nothing was marked. */
  marks: readonly unknown[] | null;
  /** What those stages are told. */
  feedback: unknown;
  by: string;
  /** ISO 8601. */
  at: string;
}

/**
 * Sends what a gate shows back and opens a round, in one commit. Results as of a decision; "exhausted" when the gate has
 * opened `mostRounds` times already. The caller has made sure that the stages come before the gate.
 */
export async function requestChanges(
  db: Queryable,
  workspaceId: string,
  { reviewId, taskId, attempt, contentHash }: Pick<Seen, "reviewId" | "taskId" | "attempt" | "contentHash">,
  { comment, stages, marks, feedback, by, at }: ChangesRequest,
  { mostRounds, idempotencyKey }: { mostRounds: number; idempotencyKey: string | null },
): Promise<DecisionResult | "exhausted"> {
  const said = {
    decision: "changes_requested",
    comment,
    stages,
    ...(marks && { marks }),
    form: null,
    by,
    at,
    taskId,
    attempt,
    contentHash,
    idempotencyKey,
  };
  const { rows } = await db.query<{ result: DecisionResult | "exhausted" }>(
    "select engine.request_changes($1, $2, $3, $4, $5) as result",
    [workspaceId, reviewId, JSON.stringify(said), JSON.stringify(feedback), mostRounds],
  );
  return rows[0]?.result ?? "unknown";
}
