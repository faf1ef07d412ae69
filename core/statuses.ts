/** The table of moves. Types, predicates, the CHECK constraints and the diagram in docs/ derive from it. */
export const TASK_MOVES = {
  waiting: ["pending", "paused", "skipped", "failed", "canceled"],
  pending: ["running", "paused", "skipped", "canceled"],
  running: ["completed", "failed", "skipped", "pending", "suspended", "awaiting_review", "canceled"],
  suspended: ["pending", "completed", "failed", "skipped", "canceled"],
  awaiting_review: ["completed", "failed", "canceled"],
  paused: ["waiting", "pending", "skipped", "failed", "canceled"],
  completed: [],
  failed: [],
  skipped: [],
  canceled: [],
} as const;

export type TaskStatus = keyof typeof TASK_MOVES;
export const TASK_STATUSES = Object.keys(TASK_MOVES) as TaskStatus[];

export const RUN_MOVES = {
  queued: ["running", "paused", "completed", "failed", "canceled"],
  running: ["awaiting_review", "paused", "completed", "failed", "canceled"],
  awaiting_review: ["running", "paused", "completed", "failed", "canceled"],
  paused: ["queued", "running", "awaiting_review", "completed", "failed", "canceled"],
  completed: ["queued", "running", "failed"],
  failed: ["queued", "running", "completed"],
  canceled: ["queued", "running", "completed", "failed"],
} as const;

export type RunStatus = keyof typeof RUN_MOVES;
export const RUN_STATUSES = Object.keys(RUN_MOVES) as RunStatus[];

/** Why a task was skipped. Only "not_taken" leaves the dependencies out of it untaken (DESIGN 4). */
export const SKIP_REASONS = ["not_taken", "outcome", "cached", "reused", "by_hand"] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type SettledStatus = {
  [S in TaskStatus]: (typeof TASK_MOVES)[S] extends readonly [] ? S : never;
}[TaskStatus];

/** A settled task never changes again. */
export const isSettled = (status: TaskStatus): status is SettledStatus => TASK_MOVES[status].length === 0;

/** A finished run moves again only when a new round is opened; one that only skips what failed may end at once. */
export const isFinished = (status: RunStatus): boolean =>
  status === "completed" || status === "failed" || status === "canceled";

/** Whether the table of moves lets a task go from one status to another. */
export const mayMove = (from: TaskStatus, to: TaskStatus): boolean =>
  (TASK_MOVES[from] as readonly TaskStatus[]).includes(to);
