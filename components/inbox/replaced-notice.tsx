"use client";

import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ReviewView } from "#core/review-views.ts";

interface ReplacedNoticeProps {
  review: ReviewView;
  /** Whether something was written here that goes along. */
  hasDraft: boolean;
  onReplaced: (reviewId: number, by: number) => void;
}

/** Of a review whose content was made anew: where to go on. */
export function ReplacedNotice({ review, hasDraft, onReplaced }: ReplacedNoticeProps) {
  const { id, status, replacement } = review;
  if (!replacement || status === "open") return null;
  const by = replacement.reviewId;
  return (
    <Notice tone={hasDraft ? "warning" : "neutral"}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0">
          {hasDraft && "This changed since you opened it. "}
          {by === null ? "It is being made anew, and opens again." : "It was made anew, and opened again."}
          {hasDraft && " What you wrote is kept."}
        </span>
        {by === null ? (
          <Spinner />
        ) : hasDraft ? (
          <Button size="sm" onClick={() => onReplaced(id, by)}>
            See what changed
          </Button>
        ) : (
          <Button size="sm" asChild>
            <Link href={`/inbox/${by}`}>Open what there is now</Link>
          </Button>
        )}
      </div>
    </Notice>
  );
}
