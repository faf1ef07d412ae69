import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { DecideReview, decide } from "#server/reviews/decide.ts";
import { getReview } from "#server/reviews/get-review.ts";
import { countReviews, ListReviews, listReviews } from "#server/reviews/list-reviews.ts";
import { RequestChanges, requestChanges } from "#server/reviews/request-changes.ts";

export const reviewsRouter = router({
  list: procedure("review.read")
    .input(ListReviews)
    .query(({ ctx, input }) => listReviews(ctx.pool, ctx.workspaceId, input)),
  count: procedure("review.read").query(({ ctx }) => countReviews(ctx.pool, ctx.workspaceId)),
  get: procedure("review.read")
    .input(z.object({ reviewId: z.int().positive() }))
    .query(({ ctx, input }) => getReview(ctx, ctx.principal, input.reviewId)),
  decide: procedure("review.decide")
    .input(DecideReview)
    .mutation(({ ctx, input }) => decide(ctx, ctx.principal, input)),
  requestChanges: procedure("review.decide")
    .input(RequestChanges)
    .mutation(({ ctx, input }) => requestChanges(ctx.pool, ctx.principal, input)),
});
