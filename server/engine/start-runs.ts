import type { Metadata } from "#core/metadata.ts";
import type { RunStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";

/** A run to start, all checks passed. Keys are the columns of the SQL type `start_request`. */
export interface StartRequest {
  workspace_id: string;
  workflow_id: string;
  version_id: string;
  item_id: string | null;
  /** Null when `input_hash` names the artifact that holds it. */
  input: unknown;
  input_hash: string | null;
  /** Bytes of the input as JSON. */
  input_size: number;
  /** An e-mail address, or the name of an API key. */
  started_by: string;
  idempotency_key: string | null;
  /** Tells a repeated request from another one under the same key. */
  request_hash: string | null;
  batch_id?: number;
  /** The run, and the task of it, that caused this one. */
  origin_run_id?: number;
  origin_task_id?: number | null;
  /** Whether the origin task waits for its end. */
  is_awaited?: boolean;
  /** ISO 8601: its first stages wait until then. */
  start_at?: string;
  /** -1000 to 1000; without it 0. Added to that of each stage. */
  priority?: number;
  /** What rules and dedupe compare. */
  metadata?: Metadata;
  /** By what a start finds a run that is there already: the keys of its dedupe rules. */
  dedupe?: { key: string; statuses: readonly RunStatus[] }[];
}

export interface StartedRun {
  runId: number;
  /** False when the idempotency key had started this run before. */
  isNew: boolean;
  requestHash: string | null;
  /** Whether a dedupe rule answered with a run that was there. */
  deduped: boolean;
}

/** Starts runs in one commit, all or none. Answers in the order asked. `leaseMs` is what an idle worker gets handed. */
export async function startRuns(db: Queryable, requests: StartRequest[], leaseMs: number): Promise<StartedRun[]> {
  const { rows } = await db.query<StartedRun>({
    name: "start_runs",
    text: 'select run_id as "runId", is_new as "isNew", request_hash as "requestHash", deduped from engine.start_runs($1, $2)',
    values: [JSON.stringify(requests), leaseMs],
  });
  return rows;
}
