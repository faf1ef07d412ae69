import type { SkipReason, TaskStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import { settlementsJson } from "#server/engine/storable-rows.ts";

export interface ClaimedTask {
  taskId: number;
  runId: number;
  stageId: string;
  subtask: number | null;
  round: number;
  /** How many rounds its run had opened when it was claimed. */
  epoch: number;
  attempt: number;
  /** The fence: every write about this attempt carries it. */
  lease: string;
  item: unknown;
  /** What the attempt was suspended for, with what has come of it; null for one that begins. */
  suspension: unknown;
  /** What a check or a reviewer said of the attempt before. */
  feedback: unknown;
}

/** The output of a stage as the rows hold it; that of a fan-out is put together from its subtasks. */
export interface StageOutput {
  status: TaskStatus;
  skipReason: SkipReason | null;
  output: unknown;
  outputHash: string | null;
  /** A fan-out's subtasks made more than can be put together in one answer. */
  isTooLarge: boolean;
  subtasks: { status: TaskStatus; output: unknown; outputHash: string | null; error: unknown }[] | null;
}

export interface ClaimedRun {
  runId: number;
  epoch: number;
  workspaceId: string;
  versionId: string;
  itemId: string | null;
  /** Whether it is an update run: outputs of its base run are reused where nothing that they depend on has changed. */
  isBased: boolean;
  input: unknown;
  inputHash: string | null;
  outputs: Record<string, StageOutput>;
}

export interface Claims {
  tasks: ClaimedTask[];
  /** Of the runs that the worker does not know. */
  runs: ClaimedRun[];
}

/** An output that is known, with the artifacts that it is made of. */
export interface FoundOutput {
  taskId: number;
  /** The task that made it. */
  source: number;
  /** SHA-256, hex. */
  hashes: string[];
  /** For how long the cache keeps it from now on; null for ever, and when it is that of the base run. */
  ttlMs: number | null;
}

export interface Advanced {
  /** Tasks whose settlement still held; the others had lost their lease. */
  moved: number[];
  /** Tasks that looked for their output and do their work now: nobody knows it. */
  missed: number[];
  /** Tasks whose output is known, if its artifacts are still there: the caller looks for them and asks again. */
  found: FoundOutput[];
  claimed: Claims | null;
  /** When the next waiting task is due, in milliseconds; null when there is none or no slot is left for it. */
  nextInMs: number | null;
}

interface AdvanceRequest {
  /** Null settles without claiming. */
  workerId: string | null;
  /** Whether the worker may be marked as idle, so that starts hand tasks to it. */
  wasIdle: boolean;
  slots: number;
  leaseMs: number;
  settlements: SettlementRow[];
  /** Runs whose context the worker has at hand, each as "<run>:<epoch>": claims leave it out. */
  knownRuns: string[];
  /** The lines that the worker takes from, in this order. */
  tags: readonly string[];
}

/**
 * Settles what has finished and claims up to `slots` ready tasks, in one round trip and one commit (DESIGN 6).
 * Lost leases write nothing and are no error. Throws only what the connection throws; then nothing, or all, was done,
 * and the call may be repeated.
 */
export async function advance(db: Queryable, request: AdvanceRequest): Promise<Advanced> {
  const { rows } = await db.query<{ advanced: Advanced }>({
    name: "advance",
    text: "select engine.advance($1, $2, $3, $4, $5, $6, $7) as advanced",
    values: [
      request.workerId,
      request.wasIdle,
      request.slots,
      request.leaseMs,
      settlementsJson(request.settlements),
      request.knownRuns,
      request.tags,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error("advance() answered nothing");
  return row.advanced;
}
