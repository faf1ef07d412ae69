import type { StageRule } from "#core/rule.ts";
import type { RunStatus } from "#core/statuses.ts";

/** Runs that were submitted together, and how they stand. */
export interface BatchSummary {
  id: number;
  title: string;
  workflowName: string;
  workflowTitle: string;
  createdBy: string;
  createdAt: string;
  /** When somebody stopped it; its runs that had not ended were canceled. */
  stoppedAt: string | null;
  finishedAt: string | null;
  runCount: number;
  /** Runs that have not ended. */
  openCount: number;
  completedCount: number;
  failedCount: number;
  canceledCount: number;
}

export interface BatchView extends BatchSummary {
  metadata: unknown;
  /** Rules of stages that were replaced for its runs that have not ended, by stage. */
  rules: Record<string, StageRule[]>;
  /** How many of its runs stand where. */
  runs: Record<RunStatus, number>;
  /** What the tasks of its runs have reported, summed. */
  progress: {
    succeeded: number;
    failed: number;
    /** Null when no task says how much is to be expected. */
    expected: number | null;
  };
}
