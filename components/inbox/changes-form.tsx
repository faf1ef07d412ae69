"use client";

import type { RefObject } from "react";
import { CommentField } from "#components/inbox/comment-field.tsx";
import { type DecisionDraft, refusedAt } from "#components/inbox/decision-draft.ts";
import { stagesOf } from "#components/inbox/decision-input.ts";
import { StageChoice } from "#components/inbox/stage-choice.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { ReviewView } from "#core/review-views.ts";

interface ChangesFormProps {
  review: ReviewView;
  draft: DecisionDraft;
  comment: RefObject<HTMLTextAreaElement | null>;
  onChange: (change: Partial<DecisionDraft>) => void;
  onSend: () => void;
  onBack: () => void;
}

/** What should be different, and who does it over. What it is about is marked in the details above. */
export function ChangesForm({ review, draft, comment, onChange, onSend, onBack }: ChangesFormProps) {
  return (
    <>
      <LastRound review={review} />
      <CommentField
        label="What should be different?"
        hint={`${review.title === null ? "The stages that do it over are" : "The code that asks is"} told, with what you marked. It stays with the run, for everybody to read.`}
        rows={4}
        required
        field={comment}
        value={draft.comment}
        error={refusedAt(draft, "comment")}
        onChange={(text) => onChange({ comment: text, refusal: null })}
        onSend={onSend}
        onBack={onBack}
      />
      {review.title === null && (
        <StageChoice
          review={review}
          chosen={stagesOf(review, draft)}
          isTouched={draft.stages !== null}
          hasMarks={draft.marks.length > 0}
          error={refusedAt(draft, "stages")}
          onChange={(stages) => onChange({ stages, refusal: null })}
        />
      )}
    </>
  );
}

/** Whether the gate may not open again after this round. */
export const isLastRound = ({ round, maxRounds }: ReviewView): boolean => maxRounds !== null && round >= maxRounds;

function LastRound({ review }: { review: ReviewView }) {
  if (!isLastRound(review)) return null;
  const { round, onExhausted } = review;
  const words = round === 1 ? "It may open once only" : `It has opened ${round} times, the most that it may`;
  return (
    <Notice tone="warning">
      {onExhausted === "fail" ? `${words}: sending it back fails the stage.` : `${words}: approve or reject it.`}
    </Notice>
  );
}
