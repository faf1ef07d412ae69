import { ValueDiff } from "#components/diff/value-diff.tsx";
import { ContentDiff } from "#components/inbox/content-diff.tsx";
import { MarkList } from "#components/inbox/mark-list.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import type { ReviewRound, ReviewView } from "#core/review-views.ts";

/** What the content of a review is compared with. */
export interface ReviewBase {
  title: string;
  summary: string;
  details: unknown;
  /** What was asked for when it was sent back. */
  asked: ReviewRound | null;
}

/** What was last sent back, with what was asked for. */
export function sentBackBase({ before, rounds }: ReviewView): ReviewBase | null {
  if (!before) return null;
  const asked = rounds.find(({ reviewId }) => reviewId === before.reviewId) ?? null;
  return { ...before, asked, title: `What changed since ${asked ? `round ${asked.round}` : "it was sent back"}` };
}

/** What was asked for, and what is different now. */
export const WhatChanged = ({ review, base }: { review: ReviewView; base: ReviewBase }) => (
  <div className="flex min-w-0 flex-col gap-3">
    {base.asked && (
      <div className="flex flex-col gap-2 border-line-strong border-l-2 pl-3 text-sm">
        <p className="text-muted">
          <strong className="font-medium text-ink">{base.asked.decidedBy}</strong> asked for
        </p>
        {base.asked.comment && <Markdown text={base.asked.comment} />}
        <MarkList marks={base.asked.marks} />
      </div>
    )}
    {base.summary !== review.summary && <ValueDiff before={base.summary} after={review.summary} label="Summary" />}
    <ContentDiff before={base.details} after={review.details} />
  </div>
);
