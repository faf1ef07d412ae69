import type { ChildRequest } from "#core/outcome.ts";
import type { Failure, LogLine } from "#core/run-event.ts";
import type { Settlement } from "#core/settle.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";

/** A payload as a row holds it: inline up to 64 KiB, else by the hash of its artifact. */
export interface StoredPayload {
  value: unknown;
  hash: string | null;
}

export interface ArtifactRow {
  hash: string;
  name: string;
  media_type: string;
  size: number;
}

/** One settlement as the SQL type `settlement` reads it. */
export interface SettlementRow {
  task_id: number;
  run_id: number;
  lease: string | null;
  attempt: number;
  /** The stage, when it is not one of its subtasks: for the worker's own memory, the database knows it. */
  stage_id?: string;
  /** The run's epoch at the claim, for the same memory. */
  epoch?: number;
  to_status: string;
  input?: unknown;
  input_hash?: string | null;
  output?: unknown;
  output_hash?: string | null;
  error?: Failure;
  skip_reason?: string;
  delay_ms?: number;
  hand_back?: boolean;
  reason?: string;
  items?: unknown[];
  concurrency?: number | null;
  keeps_failures?: boolean;
  review?: unknown;
  decision?: unknown;
  log?: LogLine[];
  artifacts?: ArtifactRow[];
  suspension?: unknown;
  /** The run that is started with the suspension. */
  child?: ChildRequest;
  wake_at?: string | null;
  /** What is kept of the code of a task that waits, base64. */
  memory?: string;
  keeps_output?: boolean;
  feedback?: Feedback;
  record?: RecordRow;
  /** SHA-256, hex, of all that the output depends on. */
  input_digest?: string;
  /** Of an output that is looked for: artifacts that are there, and, of one that is looked for again, the task whose are not. */
  seen?: string[];
  lost_source?: number;
}

/** What is kept of an attempt of a checked stage. */
export interface RecordRow {
  durationMs: number;
  output?: unknown;
  outputHash?: string;
  verdict?: Verdict["verdict"];
  feedback?: Feedback;
  error?: Failure;
}

/** Asks whether the output of a task is known, before its work is done. */
export const soughtRow = (task: TaskRef, inputDigest: string): SettlementRow => ({
  task_id: task.taskId,
  run_id: task.runId,
  lease: task.lease,
  attempt: task.attempt,
  to_status: "sought",
  input_digest: inputDigest,
});

export interface TaskRef {
  taskId: number;
  runId: number;
  lease: string | null;
  attempt: number;
}

/**
 * The row that carries a settlement to the database. `output` is the stored form of the settlement's own output.
 * A review carries the content hash that a decision will bind to, so it is part of the settlement's review here.
 */
export function settlementRow(
  task: TaskRef,
  settlement: Settlement,
  output?: StoredPayload,
  review?: unknown,
): SettlementRow {
  const row = { task_id: task.taskId, run_id: task.runId, lease: task.lease, attempt: task.attempt };
  const stored = { output: output?.value ?? null, output_hash: output?.hash ?? null };
  switch (settlement.to) {
    case "completed":
      return { ...row, to_status: "completed", ...stored };
    case "skipped":
      return { ...row, to_status: "skipped", skip_reason: settlement.skipReason, ...stored };
    case "failed":
      return { ...row, to_status: "failed", error: settlement.error };
    case "retrying":
      return {
        ...row,
        to_status: "pending",
        error: settlement.error,
        delay_ms: settlement.delayMs,
        ...(settlement.feedback && { feedback: settlement.feedback }),
      };
    case "returned":
      return { ...row, to_status: "pending", hand_back: true, reason: settlement.reason };
    case "fanned_out":
      return {
        ...row,
        to_status: "fanned_out",
        items: settlement.items,
        concurrency: settlement.concurrency,
        keeps_failures: settlement.keepsFailures,
      };
    case "suspended":
      return {
        ...row,
        to_status: "suspended",
        suspension: settlement.suspension,
        wake_at: settlement.wakeAt,
        ...(settlement.child && { child: settlement.child }),
        ...(settlement.memory && { memory: settlement.memory }),
      };
    case "awaiting_review":
      return { ...row, to_status: "awaiting_review", review, ...stored };
    case "approved":
      return { ...row, to_status: "completed", keeps_output: true };
  }
}
