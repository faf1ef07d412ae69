import type { RunStatus, TaskStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";

/** What came of a change by hand. Only "done" may have changed something: a repeated call is done with nothing changed. */
export type ControlAnswer =
  | { outcome: "done"; changed: number[]; status: RunStatus }
  /** The run, or the task of it, is not there. */
  | { outcome: "unknown"; taskId?: number }
  /** A subtask was named where only stages are meant. */
  | { outcome: "subtask"; taskId: number }
  /** The run, or the first task that stands in the way, is in a status that does not allow it. */
  | { outcome: "conflict"; taskId?: number; status: TaskStatus | RunStatus };

async function call(db: Queryable, text: string, values: unknown[]): Promise<ControlAnswer> {
  const { rows } = await db.query<{ answer: ControlAnswer }>(`select ${text} as answer`, values);
  const [row] = rows;
  if (!row) throw new Error(`${text} answered nothing`);
  return row.answer;
}

/** A run of a workspace, and who changes it. */
export interface ByHand {
  workspaceId: string;
  runId: number;
  by: string;
}

/** Pauses a run: what runs goes on, nothing new starts. A finished run is in the way. */
export const pauseRun = (db: Queryable, { workspaceId, runId, by }: ByHand): Promise<ControlAnswer> =>
  call(db, "engine.pause_run($1, $2, $3)", [workspaceId, runId, by]);

/** Lets a paused run go on. */
export const resumeRun = (db: Queryable, { workspaceId, runId, by }: ByHand): Promise<ControlAnswer> =>
  call(db, "engine.resume_run($1, $2, $3)", [workspaceId, runId, by]);

/** Pauses stages that have not started, all or none. */
export const pauseTasks = (db: Queryable, of: ByHand, taskIds: number[]): Promise<ControlAnswer> =>
  call(db, "engine.pause_tasks($1, $2, $3, $4)", [of.workspaceId, of.runId, taskIds, of.by]);

/** Lets paused stages go on: they wait on, or are in line when all that they waited for has ended meanwhile. */
export const resumeTasks = (db: Queryable, of: ByHand, taskIds: number[]): Promise<ControlAnswer> =>
  call(db, "engine.resume_paused($1, $2, $3, $4)", [of.workspaceId, of.runId, taskIds, of.by]);

/** Cancels open tasks, subtasks too, all or none; what requires them fails. Workers that run them are told to stop. */
export const cancelTasks = (db: Queryable, of: ByHand, taskIds: number[]): Promise<ControlAnswer> =>
  call(db, "engine.cancel_tasks($1, $2, $3, $4)", [of.workspaceId, of.runId, taskIds, of.by]);

/** Skips stages that have not started, and those that failed, in a new round; what depends on them runs. All or none. */
export const skipTasks = (db: Queryable, of: ByHand, taskIds: number[]): Promise<ControlAnswer> =>
  call(db, "engine.skip_tasks($1, $2, $3, $4)", [of.workspaceId, of.runId, taskIds, of.by]);

/**
 * Does the failed stages of a run over and what depends on them. `epoch` is what the caller has seen of the run: when a
 * round was opened since, nothing is changed.
 */
export const retryRun = (db: Queryable, of: ByHand, epoch: number): Promise<ControlAnswer> =>
  call(db, "engine.retry_run($1, $2, $3, $4)", [of.workspaceId, of.runId, epoch, of.by]);

/** Does stages that failed ("retry") or have ended ("rerun") over, and what depends on them. All or none. */
export const redoTasks = (
  db: Queryable,
  of: ByHand,
  mode: "retry" | "rerun",
  taskIds: number[],
): Promise<ControlAnswer> =>
  call(db, "engine.redo_tasks($1, $2, $3, $4, $5)", [of.workspaceId, of.runId, taskIds, mode, of.by]);
