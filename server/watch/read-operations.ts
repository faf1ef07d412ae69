import type { OperationsView } from "#core/operations-views.ts";
import type { Queryable } from "#server/db.ts";
import { listWorkers } from "#server/watch/list-workers.ts";
import { slowStages } from "#server/watch/slow-stages.ts";
import { databaseBytes, deliveriesState, queueState, unfinishedRuns } from "#server/watch/system-state.ts";
import { untakenTags } from "#server/watch/untaken-tags.ts";

/** How the server stands, all workspaces together and without a name of theirs; and what is slow or stuck in this one. */
export async function readOperations(db: Queryable, workspaceId: string, leaseMs: number): Promise<OperationsView> {
  const [queue, runs, workers, untaken, bytes, deliveries, stages] = await Promise.all([
    queueState(db),
    unfinishedRuns(db),
    listWorkers(db, leaseMs),
    untakenTags(db, leaseMs),
    databaseBytes(db),
    deliveriesState(db, workspaceId),
    slowStages(db, workspaceId),
  ]);
  return { queue, runs, workers, untaken, databaseBytes: bytes, deliveries, slowStages: stages };
}
