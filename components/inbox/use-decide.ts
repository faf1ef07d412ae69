"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { codeOf, fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ReviewView } from "#core/review-views.ts";

interface Listener {
  /** At once: the decision is on its way. */
  onSent: (reviewId: number) => void;
  onTaken: (reviewId: number) => void;
  onRefused: (reviewId: number, refusal: NonNullable<DecisionDraft["refusal"]>) => void;
}

/** Sends decisions. Each names the content it was made on, and a key, so that sending it twice decides once. */
export function useDecide({ onSent, onTaken, onRefused }: Listener) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const send = useMutation(trpc.reviews.decide.mutationOptions());

  return (review: ReviewView, decision: "approved" | "rejected", draft: DecisionDraft) => {
    const { id: reviewId, taskId, attempt, contentHash } = review;
    onSent(reviewId);
    const name = `${review.stageTitle || review.stageId}, ${review.itemId ?? `run ${review.runId}`}`;
    const notice = toast(`${decision === "approved" ? "Approved" : "Rejected"}: ${name}`);
    send
      .mutateAsync({
        reviewId,
        taskId,
        attempt,
        contentHash,
        decision,
        idempotencyKey: crypto.randomUUID(),
        ...(draft.comment.trim() ? { comment: draft.comment.trim() } : {}),
        ...(decision === "approved" && review.form ? { form: draft.form ?? {} } : {}),
      })
      .then(
        () => onTaken(reviewId),
        (error: unknown) => {
          toast.error(`Not decided: ${name}. ${sentenceOf(error)}`, { id: notice });
          onRefused(reviewId, { field: fieldOf(error), message: sentenceOf(error) });
          if (codeOf(error) === "CONFLICT")
            void queryClient.invalidateQueries(trpc.reviews.get.queryFilter({ reviewId }));
        },
      )
      .finally(() => {
        void queryClient.invalidateQueries(trpc.reviews.count.queryFilter());
        void queryClient.invalidateQueries(trpc.reviews.list.pathFilter());
      });
  };
}
