import type { Queryable } from "#server/db.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";

/** A batch to be made, all checks passed. Keys are the columns of the table. */
export interface BatchRequest {
  id: number;
  workspace_id: string;
  workflow_id: string;
  title: string;
  metadata: unknown;
  on_complete: unknown;
  created_by: string;
  idempotency_key: string | null;
  request_hash: string | null;
}

export interface SubmittedBatch {
  batchId: number;
  /** False when the idempotency key had made this batch before. */
  isNew: boolean;
  requestHash: string | null;
}

/** The id of a batch that is about to be made: its runs name it. */
export async function nextBatchId(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ id: number }>("select nextval('batch_id_seq') as id");
  if (!rows[0]) throw new Error("nextval() answered nothing");
  return rows[0].id;
}

/**
 * Makes a batch and starts its runs in one commit, all or none. A key that was used before answers with its first batch.
 * `leaseMs` is what an idle worker gets handed. Throws only what the connection throws.
 */
export async function submitBatch(
  db: Queryable,
  batch: BatchRequest,
  requests: StartRequest[],
  leaseMs: number,
): Promise<SubmittedBatch> {
  const { rows } = await db.query<SubmittedBatch>(
    `select batch_id as "batchId", is_new as "isNew", request_hash as "requestHash" from engine.submit_batch($1, $2, $3)`,
    [JSON.stringify(batch), JSON.stringify(requests), leaseMs],
  );
  if (!rows[0]) throw new Error("submit_batch() answered nothing");
  return rows[0];
}

/**
 * Cancels every run of a batch that has not ended, with all that canceling a run does. Returns how many; repeated, none.
 * Null when the workspace has no such batch.
 */
export async function stopBatch(db: Queryable, workspaceId: string, batchId: number): Promise<number | null> {
  const { rows } = await db.query<{ canceled: number | null }>("select engine.stop_batch($1, $2) as canceled", [
    workspaceId,
    batchId,
  ]);
  return rows[0]?.canceled ?? null;
}
