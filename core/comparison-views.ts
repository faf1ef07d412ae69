import type { Difference } from "#core/compare-runs.ts";
import type { Definition } from "#core/definition.ts";
import type { ReviewSummary } from "#core/review-views.ts";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";
import type { RunSummary } from "#core/views.ts";

/** Two runs of one workflow beside each other: facts only; payloads are read by task. */
export interface RunComparison {
  first: ComparedRun;
  second: ComparedRun;
  /** Whether the runs themselves were given different input. */
  hasOtherInput: boolean;
  /** Where the runs part: all that this stage depends on agrees in both. */
  firstDiffering: string | null;
  /** In an order in which the second run's stages can run; those that only the first has follow. */
  stages: ComparedStage[];
}

export interface ComparedRun extends RunSummary {
  definition: Definition;
}

export interface ComparedStage {
  stageId: string;
  /** What says most about why first; empty when nothing differs. */
  differs: Difference[];
  first: ComparedTask | null;
  second: ComparedTask | null;
  /** Of a fan-out in both. */
  subtasks: ComparedSubtasks | null;
}

/** The latest task of a stage in one of the runs. */
export interface ComparedTask {
  taskId: number;
  status: TaskStatus;
  skipReason: SkipReason | null;
  round: number;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  decision: ReviewSummary["decision"];
  decidedBy: string | null;
  /** Where its output was made, if it was found or reused. */
  source: { runId: number; taskId: number } | null;
  /** Of a fan-out. */
  subtaskCount: number | null;
}

export interface ComparedSubtasks {
  /** Null when their outputs are too large to be compared. */
  differing: number | null;
  /** The first that differ. */
  sample: DifferingSubtask[];
}

/** A subtask that one of the runs may not have. */
export interface DifferingSubtask {
  subtask: number;
  first: { runId: number; taskId: number } | null;
  second: { runId: number; taskId: number } | null;
}
