"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { changesInput, decisionInput, editsOf } from "#components/inbox/decision-input.ts";
import { decisionWords } from "#components/inbox/decision-look.tsx";
import { codeOf, fieldOf, replacementOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ReviewDecision } from "#core/decision.ts";
import type { ReviewView } from "#core/review-views.ts";

interface Listener {
  /** At once: the decision is on its way. */
  onSent: (reviewId: number) => void;
  onTaken: (reviewId: number) => void;
  onRefused: (reviewId: number, refusal: NonNullable<DecisionDraft["refusal"]>) => void;
  /** Its content was made anew since it was opened, and is there to be decided on. */
  onReplaced: (reviewId: number, by: number) => void;
}

/** Sends decisions. Each names the content it was made on, and a key, so that sending it twice decides once. */
export function useDecide({ onSent, onTaken, onRefused, onReplaced }: Listener) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(trpc.reviews.decide.mutationOptions());
  const sendBack = useMutation(trpc.reviews.requestChanges.mutationOptions());

  return (review: ReviewView, decision: ReviewDecision, draft: DecisionDraft) => {
    const { id: reviewId } = review;
    const idempotencyKey = crypto.randomUUID();
    onSent(reviewId);
    const name = `${review.stageTitle || review.stageId}, ${review.itemId ?? `run ${review.runId}`}`;
    const isEdited = decision === "approved" && editsOf(review, draft) !== null;
    const notice = toast(`${decisionWords(decision, isEdited)}: ${name}`);
    const sent =
      decision === "changes_requested"
        ? sendBack.mutateAsync({ ...changesInput(review, draft), idempotencyKey })
        : decide.mutateAsync({ ...decisionInput(review, decision, draft), idempotencyKey });
    sent
      .then(
        () => onTaken(reviewId),
        (error: unknown) => {
          const by = replacementOf(error)?.reviewId ?? null;
          toast.error(`Not decided: ${name}. ${sentenceOf(error)}`, { id: notice });
          if (codeOf(error) === "CONFLICT")
            void queryClient.invalidateQueries(trpc.reviews.get.queryFilter({ reviewId }));
          if (by !== null) onReplaced(reviewId, by);
          else onRefused(reviewId, { field: fieldOf(error), message: sentenceOf(error) });
        },
      )
      .finally(() => {
        void queryClient.invalidateQueries(trpc.reviews.count.queryFilter());
        void queryClient.invalidateQueries(trpc.reviews.list.pathFilter());
        void queryClient.invalidateQueries(trpc.notifications.pathFilter());
      });
  };
}
