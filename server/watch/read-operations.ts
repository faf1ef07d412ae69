import type { OperationsView } from "#core/operations-views.ts";
import type { Queryable } from "#server/db.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";
import { listWorkers } from "#server/watch/list-workers.ts";
import { serverState } from "#server/watch/server-state.ts";
import { slowStages } from "#server/watch/slow-stages.ts";
import { databaseBytes, deliveriesState, queueState, unfinishedRuns } from "#server/watch/system-state.ts";
import { untakenTags } from "#server/watch/untaken-tags.ts";

/** How the server stands, all workspaces together and without a name of theirs; and what is slow or stuck in this one. */
export async function readOperations(
  db: Queryable,
  cap: StorageCap,
  workspaceId: string,
  leaseMs: number,
): Promise<OperationsView> {
  const [server, queue, runs, workers, untaken, bytes, { artifactBytes }, deliveries, stages] = await Promise.all([
    serverState(db, leaseMs),
    queueState(db),
    unfinishedRuns(db),
    listWorkers(db, leaseMs),
    untakenTags(db, leaseMs),
    databaseBytes(db),
    cap.stored(),
    deliveriesState(db, workspaceId),
    slowStages(db, workspaceId),
  ]);
  const { maxBytes } = cap;
  return {
    server,
    queue,
    runs,
    workers,
    untaken,
    databaseBytes: bytes,
    artifactBytes,
    maxBytes,
    deliveries,
    slowStages: stages,
  };
}
