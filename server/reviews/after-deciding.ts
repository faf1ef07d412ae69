import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import type { DecisionResult } from "#server/engine/decide-review.ts";
import { unknownReview } from "#server/reviews/get-review.ts";
import { afterClosing, changedSinceSeen, type Decided, reviewToDecide } from "#server/reviews/review-to-decide.ts";

/** What the engine's result of a decision means to who has decided: the same answer for the same key, or a refusal. */
export async function afterDeciding(
  db: Queryable,
  { workspaceId }: Principal,
  result: DecisionResult,
  runId: number,
  asked: Parameters<typeof afterClosing>[1],
): Promise<Decided> {
  const { reviewId } = asked;
  switch (result) {
    case "decided":
      return { runId, status: "decided" };
    case "already":
    case "closed":
      return afterClosing(await reviewToDecide(db, workspaceId, reviewId), asked);
    case "changed":
      throw changedSinceSeen(reviewId);
    case "unknown":
      throw unknownReview(reviewId);
  }
}
