import { isFinished, type RunStatus, type TaskStatus } from "#core/statuses.ts";
import type { RunSummary, StageView } from "#core/views.ts";

export type StageAction = "retry" | "rerun" | "skip" | "pause" | "resume" | "cancel";
export type RunAction = "pause" | "resume" | "retry" | "cancel";

type Stage = Pick<StageView, "status" | "skipReason" | "subtasks"> & Partial<Pick<StageView, "suspension">>;

const hasFailed = (status: TaskStatus): boolean => status === "failed" || status === "canceled";
const hasFailedSubtasks = ({ status, subtasks }: Stage): boolean =>
  status === "completed" && (subtasks?.failed ?? 0) > 0;

const ALLOWS: Record<StageAction, (stage: Stage) => boolean> = {
  retry: (stage) => hasFailed(stage.status) || hasFailedSubtasks(stage),
  rerun: ({ status, skipReason }) => status === "completed" || (status === "skipped" && skipReason !== "not_taken"),
  skip: ({ status, suspension }) =>
    ["waiting", "pending", "paused"].includes(status) || suspension?.for === "timer" || hasFailed(status),
  pause: ({ status }) => status === "waiting" || status === "pending",
  resume: ({ status }) => status === "paused",
  cancel: ({ status }) => ["waiting", "pending", "running", "suspended", "awaiting_review", "paused"].includes(status),
};

export const STAGE_ACTIONS = Object.keys(ALLOWS) as StageAction[];

/** The stages of a selection that an action can be done to. */
export const stagesFor = <Row extends Stage>(action: StageAction, stages: readonly Row[]): Row[] =>
  stages.filter(ALLOWS[action]);

type Run = Pick<RunSummary, "status" | "failedCount">;

const RUN_ALLOWS: Record<RunAction, (run: Run) => boolean> = {
  pause: ({ status }) => !isFinished(status) && status !== "paused",
  resume: ({ status }) => status === "paused",
  retry: ({ status, failedCount }) => canRetry(status) || failedCount > 0,
  cancel: ({ status }) => !isFinished(status),
};

const canRetry = (status: RunStatus): boolean => status === "failed" || status === "canceled";

export const RUN_ACTIONS = Object.keys(RUN_ALLOWS) as RunAction[];

/** The runs of a selection that an action can be done to. */
export const runsFor = <Row extends Run>(action: RunAction, runs: readonly Row[]): Row[] =>
  runs.filter(RUN_ALLOWS[action]);
