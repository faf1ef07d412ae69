import type { Failure, RunEvent } from "#core/run-event.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";

export interface TaskState {
  id: number;
  stageId: string;
  subtask: number | null;
  round: number;
  isLatest: boolean;
  parentId: number | null;
  status: TaskStatus;
  skipReason: SkipReason | null;
  attempt: number;
  rescueCount: number;
  lease: string | null;
  subtaskOpen: number;
  subtaskFailed: number;
  availableAt: Date | null;
  error: Failure | null;
  output: unknown;
}

/** All tasks of a run, stages in the order in which they were made, subtasks in theirs. */
export async function tasksOf(db: Queryable, runId: number): Promise<TaskState[]> {
  const { rows } = await db.query<TaskState>(
    `select id, stage_id as "stageId", subtask, round, is_latest as "isLatest", parent_id as "parentId", status, skip_reason as "skipReason", attempt, rescue_count as "rescueCount",
            lease, subtask_open as "subtaskOpen", subtask_failed as "subtaskFailed", available_at as "availableAt", error, output
     from task where run_id = $1 order by coalesce(parent_id, id), subtask nulls first`,
    [runId],
  );
  return rows;
}

/** The status of each stage of a run in its latest round, subtasks left out. */
export async function statusesOf(db: Queryable, runId: number): Promise<Record<string, TaskStatus>> {
  const tasks = await tasksOf(db, runId);
  return Object.fromEntries(
    tasks
      .filter(({ subtask, isLatest }) => subtask === null && isLatest)
      .map(({ stageId, status }) => [stageId, status]),
  );
}

/** The latest task of a stage, or of one of its subtasks. */
export async function taskOf(
  db: Queryable,
  runId: number,
  stageId: string,
  subtask: number | null = null,
): Promise<TaskState> {
  const task = (await tasksOf(db, runId)).find(
    (each) => each.stageId === stageId && each.subtask === subtask && each.isLatest,
  );
  if (!task) throw new Error(`Run ${runId} has no task ${stageId}`);
  return task;
}

export interface RunState {
  status: RunStatus;
  lastSeq: number;
  taskCount: number;
  openCount: number;
  failedCount: number;
  reviewCount: number;
  isCanceled: boolean;
  isPaused: boolean;
  epoch: number;
}

export async function runOf(db: Queryable, runId: number): Promise<RunState> {
  const { rows } = await db.query<RunState>(
    `select status, last_seq as "lastSeq", task_count as "taskCount", open_count as "openCount", failed_count as "failedCount",
            review_count as "reviewCount", is_canceled as "isCanceled", is_paused as "isPaused", epoch
     from run where id = $1`,
    [runId],
  );
  if (!rows[0]) throw new Error(`There is no run ${runId}`);
  return rows[0];
}

export interface EventRow {
  seq: number;
  type: RunEvent["type"];
  taskId: number | null;
  stageId: string | null;
  subtask: number | null;
  data: Record<string, unknown>;
}

export async function eventRowsOf(db: Queryable, runId: number): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `select seq, type, task_id as "taskId", stage_id as "stageId", subtask, data from event where run_id = $1 order by seq`,
    [runId],
  );
  return rows;
}

/** The statuses that the run's log tells of, in order. */
export async function runStatusesOf(db: Queryable, runId: number): Promise<unknown[]> {
  const events = await eventRowsOf(db, runId);
  return events.filter(({ type }) => type === "run.status").map(({ data }) => data.status);
}

export interface OpenReview {
  reviewId: number;
  runId: number;
  taskId: number;
  stageId: string;
  attempt: number;
  contentHash: string;
  onReject: "fail" | "continue";
  purpose: "gate" | "check";
  content: unknown;
}

export async function openReviewsOf(db: Queryable, runId: number): Promise<OpenReview[]> {
  const { rows } = await db.query<OpenReview>(
    `select id as "reviewId", run_id as "runId", task_id as "taskId", stage_id as "stageId", attempt,
            content_hash as "contentHash", on_reject as "onReject", purpose, details as content
     from review where run_id = $1 and status = 'open' order by id`,
    [runId],
  );
  return rows;
}
