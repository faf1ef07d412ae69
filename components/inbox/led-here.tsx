import Link from "next/link";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { durationWords } from "#components/ui/time-words.ts";
import type { ReviewView } from "#core/review-views.ts";

/** The stages before the gate, with how each ended. */
export const LedHere = ({ review }: { review: ReviewView }) => (
  <ol className="flex flex-col">
    {review.ledHere.map(({ stageId, title, status, durationMs }) => (
      <li key={stageId}>
        <Link
          href={`/runs/${review.runId}?stage=${encodeURIComponent(stageId)}`}
          className="flex min-h-8 items-center gap-2 rounded-md px-2 hover:bg-hover"
        >
          <StatusIcon status={status} />
          <span className="min-w-0 flex-1 truncate">{title || stageId}</span>
          <span className="shrink-0 text-muted text-xs">
            {STATUS_LOOK[status].label}
            {durationMs !== null && ` in ${durationWords(durationMs)}`}
          </span>
        </Link>
      </li>
    ))}
  </ol>
);
