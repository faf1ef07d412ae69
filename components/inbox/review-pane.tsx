"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { AttemptHistory } from "#components/inbox/attempt-history.tsx";
import { DecidedNote } from "#components/inbox/decided-note.tsx";
import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { DecisionForm } from "#components/inbox/decision-form.tsx";
import { Details } from "#components/inbox/details.tsx";
import { LedHere } from "#components/inbox/led-here.tsx";
import { reviewOptions } from "#components/inbox/review-options.ts";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ReviewView } from "#core/review-views.ts";

interface ReviewPaneProps {
  reviewId: number;
  draft: DecisionDraft;
  onChange: (change: Partial<DecisionDraft>) => void;
  onDecide: (review: ReviewView, decision: "approved" | "rejected", draft: DecisionDraft) => void;
  onBack: () => void;
}

export function ReviewPane({ reviewId, draft, onChange, onDecide, onBack }: ReviewPaneProps) {
  const trpc = useTRPC();
  const { data: review, error, refetch } = useQuery(trpc.reviews.get.queryOptions({ reviewId }, reviewOptions));
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
  return (
    <article
      aria-label={review.stageTitle || review.stageId}
      className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-4 md:px-6"
    >
      <header className="flex items-start gap-2">
        <IconButton label="Back to the list" className="-ml-2 lg:hidden" onClick={onBack}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <div className="min-w-0">
          <h2 className="font-semibold text-xl">{review.stageTitle || review.stageId}</h2>
          <p className="text-muted text-sm">
            {review.workflowTitle || review.workflowName}
            {review.itemId !== null && ` · ${review.itemId}`} ·{" "}
            <Link href={`/runs/${review.runId}`} className="text-accent-ink underline underline-offset-2">
              run {review.runId}
            </Link>{" "}
            · opened <RelativeTime at={review.openedAt} />
          </p>
        </div>
      </header>
      {review.status !== "open" && <DecidedNote review={review} />}
      {review.summary && <Markdown text={review.summary} />}
      {review.reason !== null && <h3 className="-mb-4 font-medium text-muted text-sm">What is to be decided on</h3>}
      {review.reason !== null && (review.details === null || review.details === undefined) && (
        <Notice>{withoutDetails(review)}</Notice>
      )}
      {review.details !== null && review.details !== undefined && (
        <section aria-label="Details">
          <Details value={review.details} />
        </section>
      )}
      {review.attempts.length > 0 && (
        <section aria-label="Attempts">
          <h3 className="mb-1 font-medium text-muted text-sm">Attempts</h3>
          <AttemptHistory attempts={review.attempts} />
        </section>
      )}
      {review.ledHere.length > 0 && (
        <section aria-label="What led here">
          <h3 className="mb-1 font-medium text-muted text-sm">What led here</h3>
          <LedHere review={review} />
        </section>
      )}
      {review.status === "open" &&
        (review.mayDecide ? (
          <DecisionForm
            key={review.id}
            review={review}
            draft={draft}
            onChange={onChange}
            onDecide={(decision, finished) => onDecide(review, decision, finished)}
          />
        ) : (
          <Notice className="mb-6">
            You may read this review, but not decide it
            {review.assignees.length > 0 ? `: it is for ${review.assignees.join(", ").replaceAll("role:", "")}` : ""}.
          </Notice>
        ))}
    </article>
  );
}

/** What is there instead of an output to look at. */
const withoutDetails = ({ attempts }: ReviewView): string =>
  attempts.at(-1)?.output?.href
    ? "The output is too large to be shown here: download it from the last attempt."
    : "The last attempt made no output: approving lets the run go on without one.";
