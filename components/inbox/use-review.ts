"use client";

import { useQuery } from "@tanstack/react-query";
import { reviewOptions } from "#components/inbox/review-options.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import type { ReviewView } from "#core/review-views.ts";

const AWAITED_EVERY_MS = 2_000;

/** A review as it was opened. One whose content is being made anew is read again until that is there. */
export function useReview(reviewId: number) {
  const trpc = useTRPC();
  return useQuery(
    trpc.reviews.get.queryOptions(
      { reviewId },
      {
        ...reviewOptions,
        refetchInterval: ({ state }) => (isAwaited(state.data) ? AWAITED_EVERY_MS : false),
      },
    ),
  );
}

const isAwaited = (review: ReviewView | undefined): boolean =>
  review?.status !== "open" && review?.replacement?.reviewId === null;
