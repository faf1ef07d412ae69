import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { DueTime } from "#components/inbox/due-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReviewView } from "#core/review-views.ts";

/** What is reviewed, of which run, and in which round. */
export const ReviewHeader = ({ review, onBack }: { review: ReviewView; onBack: () => void }) => (
  <header className="flex items-start gap-2">
    <IconButton label="Back to the list" className="-ml-2 lg:hidden" onClick={onBack}>
      <ArrowLeft aria-hidden />
    </IconButton>
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-2">
        <h2 className="font-semibold text-xl">{review.stageTitle || review.stageId}</h2>
        {review.subtask !== null && <Badge>Subtask {review.subtask + 1}</Badge>}
        {review.round > 1 && (
          <Badge tone="accent">
            Round {review.round}
            {review.maxRounds !== null && ` of ${review.maxRounds}`}
          </Badge>
        )}
        {review.status === "open" && review.dueAt !== null && <DueTime at={review.dueAt} />}
      </div>
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
);
