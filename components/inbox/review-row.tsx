import clsx from "clsx";
import { DecisionIcon, decisionWords } from "#components/inbox/decision-look.tsx";
import { REASON_WORDS } from "#components/inbox/review-reason.ts";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReviewSummary } from "#core/review-views.ts";

interface ReviewRowProps {
  review: ReviewSummary;
  isCurrent: boolean;
  onOpen: () => void;
}

export function ReviewRow({ review, isCurrent, onOpen }: ReviewRowProps) {
  const {
    id,
    stageTitle,
    stageId,
    workflowTitle,
    workflowName,
    itemId,
    headline,
    reason,
    openedAt,
    decision,
    decidedBy,
    decidedAt,
    subtask,
    round,
  } = review;
  return (
    <a
      href={`/inbox/${id}`}
      aria-current={isCurrent ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
      className={clsx(
        "flex min-h-18 flex-col gap-0.5 border-b border-l-2 px-4 py-2 focus-visible:outline-offset-[-2px]",
        isCurrent ? "border-l-accent bg-accent-soft" : "border-l-transparent hover:bg-hover",
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">
          {stageTitle || stageId}
          {subtask !== null && <span className="text-muted"> · {subtask + 1}</span>}
        </span>
        <RelativeTime at={decidedAt ?? openedAt} className="shrink-0 text-muted text-xs" />
      </span>
      <span className="truncate text-sm">{headline || "No summary"}</span>
      <span className="flex items-center gap-1 text-muted text-xs">
        {decision ? (
          <>
            <DecisionIcon decision={decision} className="size-3.5" />
            <span className="truncate">
              {decisionWords(decision)} by {decidedBy}
            </span>
          </>
        ) : (
          <>
            {round > 1 && <Badge>Round {round}</Badge>}
            {reason && <Badge tone="warning">{REASON_WORDS[reason]}</Badge>}
            <span className="truncate">
              {workflowTitle || workflowName} · {itemId ?? `run ${review.runId}`}
            </span>
          </>
        )}
      </span>
    </a>
  );
}
