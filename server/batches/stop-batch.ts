import { unknownBatch } from "#server/batches/batch-row.ts";
import type { Queryable } from "#server/db.ts";
import { stopBatch } from "#server/engine/batches.ts";

/** Stops a batch of the workspace; says how many runs that canceled. One that has ended stays as it is. */
export async function stop(db: Queryable, workspaceId: string, batchId: number): Promise<{ canceled: number }> {
  const canceled = await stopBatch(db, workspaceId, batchId);
  if (canceled === null) throw unknownBatch(batchId);
  return { canceled };
}
