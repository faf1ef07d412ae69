import type { Failure } from "#core/run-event.ts";
import type { RunStatus } from "#core/statuses.ts";
import type { RunSummary } from "#core/views.ts";

/** The run, and the stage of it, that started a run. */
export interface OriginView {
  runId: number;
  workflowName: string;
  workflowTitle: string;
  status: RunStatus;
  /** Null when the run as a whole did, by completing. */
  stageId: string | null;
  /** Whether that stage waits, or waited, for its end. */
  isAwaited: boolean;
}

/** A run that another one started. */
export interface FollowUpRun extends RunSummary {
  stageId: string | null;
  isAwaited: boolean;
  /** When its first stages may start; null at once. */
  startAt: string | null;
}

/** Follow-ups that a completion has caused. */
export interface SpawnView {
  id: number;
  /** The stage whose completion caused it; null for that of the run. */
  stageId: string | null;
  workflow: string;
  status: "pending" | "done" | "failed";
  /** How many runs it started; null until it has. */
  runCount: number | null;
  attempts: number;
  error: Failure | null;
  createdAt: string;
}
