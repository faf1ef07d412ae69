import Link from "next/link";
import { BatchProgress, progressWords } from "#components/batches/batch-progress.tsx";
import { BatchState } from "#components/batches/batch-state.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { BatchSummary } from "#core/batch-views.ts";

export function BatchRow({ batch }: { batch: BatchSummary }) {
  const { id, title, workflowTitle, workflowName, createdBy, createdAt, finishedAt } = batch;
  return (
    <article
      aria-label={`Batch ${id}`}
      className="relative grid min-h-16 grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 border-b px-4 py-2 hover:bg-hover md:grid-cols-[minmax(0,1fr)_9rem_13rem_9rem] md:px-6"
    >
      <div className="min-w-0">
        <Link href={`/batches/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          <span className="text-muted">#{id}</span> {title || workflowTitle || workflowName}
        </Link>
        <p className="truncate text-muted text-xs">
          {workflowTitle || workflowName} · by {createdBy}
        </p>
      </div>
      <div className="justify-self-end md:justify-self-start">
        <BatchState batch={batch} />
      </div>
      <div className="flex flex-col gap-1 max-md:col-span-2">
        <BatchProgress batch={batch} />
        <span className="text-muted text-xs">{progressWords(batch)}</span>
      </div>
      <p className="text-muted text-xs max-md:hidden md:text-right">
        <Duration from={createdAt} to={finishedAt} className="md:block md:text-ink" />
        <RelativeTime at={createdAt} />
      </p>
    </article>
  );
}
