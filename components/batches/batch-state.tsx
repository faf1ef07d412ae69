import { Badge } from "#components/ui/badge.tsx";
import type { BatchSummary } from "#core/batch-views.ts";

/** Where a batch stands: running, stopped by somebody, or ended. */
export function BatchState({ batch }: { batch: BatchSummary }) {
  if (batch.stoppedAt !== null) return <Badge tone="warning">Stopped</Badge>;
  if (batch.finishedAt === null) return <Badge tone="accent">Running</Badge>;
  return batch.failedCount > 0 ? (
    <Badge tone="danger">Ended with failures</Badge>
  ) : (
    <Badge tone="success">Completed</Badge>
  );
}
