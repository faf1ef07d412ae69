import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { BatchSummary } from "#core/batch-views.ts";

/** How many runs of a batch have ended, as a bar. */
export const BatchProgress = ({ batch }: { batch: BatchSummary }) => (
  <ProgressBar
    done={batch.completedCount + batch.failedCount + batch.canceledCount}
    failed={batch.failedCount}
    total={batch.runCount}
    label={`Progress of batch ${batch.id}`}
    isCanceled={batch.stoppedAt !== null}
  />
);

/** The same in words. */
export function progressWords({ runCount, openCount, failedCount, canceledCount }: BatchSummary): string {
  const parts = [`${runCount - openCount} of ${runCount} runs ended`];
  if (failedCount > 0) parts.push(`${failedCount} failed`);
  if (canceledCount > 0) parts.push(`${canceledCount} canceled`);
  return parts.join(", ");
}
