"use client";

import { useQuery } from "@tanstack/react-query";
import { reviewOptions } from "#components/inbox/review-options.ts";
import { type ReviewBase, sentBackBase } from "#components/inbox/what-changed.tsx";
import { useTRPC } from "#components/trpc/client.tsx";
import type { ReviewView } from "#core/review-views.ts";

/** What the review is compared with: what the person saw when it changed under their hands, or else what was sent back. */
export function useBase(review: ReviewView, seenId: number | null): ReviewBase | null {
  const trpc = useTRPC();
  const { data: seen } = useQuery(
    trpc.reviews.get.queryOptions({ reviewId: seenId ?? 0 }, { ...reviewOptions, enabled: seenId !== null }),
  );
  if (seenId !== null && seen)
    return { title: "What changed since you opened it", summary: seen.summary, details: seen.details, asked: null };
  return sentBackBase(review);
}
