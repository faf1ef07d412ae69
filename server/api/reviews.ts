import { z } from "zod";
import { DecidedReview, OpenReviews, Review, Reviews } from "#server/api/rest/answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { DecideReview, decide } from "#server/reviews/decide.ts";
import { getReview } from "#server/reviews/get-review.ts";
import { countReviews, ListReviews, listReviews } from "#server/reviews/list-reviews.ts";
import { RequestChanges, requestChanges } from "#server/reviews/request-changes.ts";

export const reviewsRouter = router({
  list: procedure("review.read", {
    rest: "GET /reviews",
    does: "Lists reviews, open ones unless asked otherwise",
    answer: Reviews,
  })
    .input(ListReviews)
    .query(({ ctx, input }) => listReviews(ctx.pool, ctx.principal, input)),
  count: procedure("review.read", {
    rest: "GET /reviews/count",
    does: "Counts the open reviews",
    answer: OpenReviews,
  }).query(({ ctx }) => countReviews(ctx.pool, ctx.workspaceId)),
  get: procedure("review.read", {
    rest: "GET /reviews/{reviewId}",
    does: "Reads a review with what is to be decided",
    answer: Review,
  })
    .input(z.object({ reviewId: z.int().positive() }))
    .query(({ ctx, input }) => getReview(ctx, ctx.principal, input.reviewId)),
  decide: procedure("review.decide", {
    rest: "POST /reviews/{reviewId}/decide",
    does: "Approves or rejects what was seen",
    answer: DecidedReview,
  })
    .input(DecideReview)
    .mutation(({ ctx, input }) => decide(ctx, ctx.principal, input)),
  requestChanges: procedure("review.decide", {
    rest: "POST /reviews/{reviewId}/request-changes",
    does: "Sends stages back with notes",
    answer: DecidedReview,
  })
    .input(RequestChanges)
    .mutation(({ ctx, input }) => requestChanges(ctx.pool, ctx.principal, input)),
});
