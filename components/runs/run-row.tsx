import clsx from "clsx";
import Link from "next/link";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { RunSummary } from "#core/views.ts";

interface RunRowProps {
  run: RunSummary;
  isSelected?: boolean;
  /** Absent where runs are not chosen together. */
  onSelect?: (isRange: boolean) => void;
}

export function RunRow({ run, isSelected = false, onSelect }: RunRowProps) {
  const { id, workflowTitle, workflowName, itemId, status, settledCount, taskCount, failedCount } = run;
  const progress = `${settledCount} of ${taskCount}${failedCount > 0 ? `, ${failedCount} failed` : ""}`;
  return (
    <article
      aria-label={`Run ${id}`}
      data-run={id}
      className={clsx(
        "relative grid min-h-16 grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 border-b px-4 py-2 hover:bg-hover md:grid-cols-[minmax(0,1fr)_9rem_11rem_9rem] md:px-6",
        onSelect && "pl-11 md:pl-13",
        isSelected && "bg-accent-soft",
      )}
    >
      {onSelect && (
        <span className="absolute top-3 left-4 z-10 flex md:left-6">
          <Checkbox
            aria-label={`Select run ${id}`}
            checked={isSelected}
            onClick={(event) => onSelect(event.shiftKey)}
          />
        </span>
      )}
      <div className="min-w-0">
        <Link href={`/runs/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          <span className="text-muted">#{id}</span> {workflowTitle || workflowName}
        </Link>
        <p className="truncate text-muted text-xs">
          {itemId === null ? "No item" : <span className="text-ink">{itemId}</span>} · version {run.version} · by{" "}
          {run.startedBy}
        </p>
      </div>
      <StatusBadge status={status} className="justify-self-end md:justify-self-start" />
      <div className="flex flex-col gap-1 max-md:col-span-2 max-md:row-start-2">
        <ProgressBar
          done={settledCount}
          failed={failedCount}
          total={taskCount}
          label={`Progress of run ${id}`}
          isCanceled={status === "canceled"}
        />
        <span className="text-muted text-xs max-md:hidden">{progress}</span>
      </div>
      <p className="text-muted text-xs max-md:col-span-2 max-md:flex max-md:justify-between md:text-right">
        <span className="md:hidden">{progress}</span>
        <Duration from={run.createdAt} to={run.finishedAt} className="md:block md:text-ink" />
        <RelativeTime at={run.createdAt} />
      </p>
    </article>
  );
}
