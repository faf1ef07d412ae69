"use client";

import { AttemptHistory } from "#components/inbox/attempt-history.tsx";
import { ContentDiff } from "#components/inbox/content-diff.tsx";
import { DecidedNote } from "#components/inbox/decided-note.tsx";
import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { DecisionForm } from "#components/inbox/decision-form.tsx";
import { changesProblem } from "#components/inbox/decision-input.ts";
import { LedHere } from "#components/inbox/led-here.tsx";
import { ReplacedNotice } from "#components/inbox/replaced-notice.tsx";
import { ReviewContent } from "#components/inbox/review-content.tsx";
import { ReviewHeader } from "#components/inbox/review-header.tsx";
import { RoundHistory } from "#components/inbox/round-history.tsx";
import { useBase } from "#components/inbox/use-base.ts";
import { useReview } from "#components/inbox/use-review.ts";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ReviewDecision } from "#core/decision.ts";
import type { ReviewView } from "#core/review-views.ts";

interface ReviewPaneProps {
  reviewId: number;
  draft: DecisionDraft;
  onChange: (change: Partial<DecisionDraft>) => void;
  onDecide: (review: ReviewView, decision: ReviewDecision, draft: DecisionDraft) => void;
  onBack: () => void;
  onReplaced: (reviewId: number, by: number) => void;
}

export function ReviewPane({ reviewId, ...rest }: ReviewPaneProps) {
  const { data: review, error, refetch } = useReview(reviewId);
  if (error && !review)
    return (
      <ErrorState
        title={codeOf(error) === "NOT_FOUND" ? "There is no such review" : "This review could not be loaded"}
        onRetry={() => refetch()}
      >
        {sentenceOf(error)}
      </ErrorState>
    );
  if (!review) return <SkeletonRows label="Loading the review" />;
  return <ReadReview key={review.id} review={review} {...rest} />;
}

function ReadReview({
  review,
  draft,
  onChange,
  onDecide,
  onBack,
  onReplaced,
}: Omit<ReviewPaneProps, "reviewId"> & { review: ReviewView }) {
  const isOpen = review.status === "open";
  const isMine = isOpen && review.mayDecide;
  // What led here has been read: the marks and what is to say about them stand together.
  const isMarking = isMine && draft.mode === "changes";
  const base = useBase(review, isOpen ? draft.seenId : null);
  function ask() {
    const refusal = changesProblem(review, draft);
    if (refusal) onChange({ refusal });
    else onDecide(review, "changes_requested", draft);
  }
  return (
    <article
      aria-label={review.stageTitle || review.stageId}
      className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-4 md:px-6"
    >
      <ReviewHeader review={review} onBack={onBack} />
      {isOpen && draft.seenId !== null && (
        <Notice tone="warning">
          This changed since you opened it. What you wrote is kept: see what changed, then decide.
        </Notice>
      )}
      {!isOpen && <DecidedNote review={review} />}
      <ReplacedNotice review={review} hasDraft={draft.refusal !== null} onReplaced={onReplaced} />
      <RoundHistory review={review} />
      {review.title !== null && <h3 className="-mb-2 font-medium text-lg">{review.title}</h3>}
      {review.summary && <Markdown text={review.summary} />}
      {review.reason !== null && <h3 className="-mb-4 font-medium text-muted text-sm">What is to be decided on</h3>}
      {review.reason !== null && (review.details === null || review.details === undefined) && (
        <Notice>{withoutDetails(review)}</Notice>
      )}
      {review.edited === null ? (
        <ReviewContent review={review} base={base} draft={isMine ? draft : null} onChange={onChange} onSend={ask} />
      ) : (
        <section aria-label="Details" className="flex flex-col gap-2">
          <h3 className="font-medium text-muted text-sm">What was made of it</h3>
          <ContentDiff before={review.details} after={review.edited} />
        </section>
      )}
      {!isMarking && review.attempts.length > 0 && (
        <section aria-label="Attempts">
          <h3 className="mb-1 font-medium text-muted text-sm">Attempts</h3>
          <AttemptHistory attempts={review.attempts} />
        </section>
      )}
      {!isMarking && review.ledHere.length > 0 && (
        <section aria-label="What led here">
          <h3 className="mb-1 font-medium text-muted text-sm">What led here</h3>
          <LedHere review={review} />
        </section>
      )}
      {isMine && (
        <DecisionForm
          review={review}
          draft={draft}
          onChange={onChange}
          onDecide={(decision, finished) => onDecide(review, decision, finished)}
          onAsk={ask}
        />
      )}
      {isOpen && !isMine && (
        <Notice className="mb-6">
          You may read this review, but not decide it
          {review.assignees.length > 0 ? `: it is for ${review.assignees.join(", ").replaceAll("role:", "")}` : ""}.
        </Notice>
      )}
    </article>
  );
}

/** What is there instead of an output to look at. */
const withoutDetails = ({ attempts }: ReviewView): string =>
  attempts.at(-1)?.output?.href
    ? "The output is too large to be shown here: download it from the last attempt."
    : "The last attempt made no output: approving lets the run go on without one.";
