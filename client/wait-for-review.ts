import type { Api, CallOptions } from "#client/api.ts";
import { HeddleError } from "#client/heddle-error.ts";
import type { Follow } from "#client/start-and-wait.ts";
import type { ReviewView } from "#core/review-views.ts";

/** What is decided about a review that was shown. */
export type Verdict =
  | {
      decision: "approved" | "rejected";
      comment?: string;
      /** The answers to what the review asks. */
      form?: unknown;
      /** With an approval: what was made of the content, the whole of it. */
      edited?: unknown;
    }
  | {
      decision: "changes_requested";
      /** What should be different. */
      comment: string;
      /** The stages that do their work over. */
      stages: string[];
    };

export interface AwaitedReview {
  runId: number;
  /** Only reviews of this stage; without it the first that is open. */
  stageId?: string;
}

/** What was decided, and what about. */
export interface DecidedReview {
  reviewId: number;
  runId: number;
}

/** Sends a decision about exactly what was seen: it is refused when that has changed. */
export function decideSeen(
  { reviews }: Pick<Api, "reviews">,
  { id: reviewId, taskId, attempt, contentHash }: Pick<ReviewView, "id" | "taskId" | "attempt" | "contentHash">,
  verdict: Verdict,
  options: CallOptions,
) {
  const seen = { reviewId, taskId, attempt, contentHash };
  if (verdict.decision !== "changes_requested") return reviews.decide.mutate({ ...seen, ...verdict }, options);
  const { comment, stages } = verdict;
  return reviews.requestChanges.mutate({ ...seen, comment, stages }, options);
}

/** Waits until a run asks for a review, shows it to `decide`, and sends what that answers. */
export async function waitForAndDecide(
  api: Pick<Api, "reviews">,
  follow: Follow,
  { runId, stageId }: AwaitedReview,
  decide: (review: ReviewView) => Verdict | Promise<Verdict>,
  options: CallOptions,
): Promise<DecidedReview> {
  for await (const event of follow(runId, options)) {
    if (event.type !== "task.awaiting_review" || (stageId !== undefined && event.stageId !== stageId)) continue;
    const review = await api.reviews.get.query({ reviewId: event.data.reviewId }, options);
    if (review.status !== "open") continue;
    await decideSeen(api, review, await decide(review), options);
    return { reviewId: review.id, runId };
  }
  const asked = stageId === undefined ? "a review" : `a review of ${stageId}`;
  throw new HeddleError("not_found", `Run ${runId} has ended and has no open review; ${asked} was waited for`);
}
