import { isOfTask, type LogLine, type RunEvent, type TaskEvent } from "#core/run-event.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { SubtaskRow } from "#core/views.ts";

export const MAX_LOG_LINES = 5_000;

/** What the feed said, since it was selected, about the stage and the task that the panel shows. */
export interface Focus {
  stageId: string | null;
  taskId: number | null;
  /** Lines of the selected task, newest last, `MAX_LOG_LINES` at most. */
  lines: readonly LogLine[];
  /** Subtasks of the selected stage that changed, by task. */
  subtasks: ReadonlyMap<number, SubtaskRow>;
  /** Grows when the selected task gets a new attempt, output or error: time to read it again. */
  taskChanges: number;
  /** Grows when a fan-out of the selected stage begins. */
  fanOuts: number;
}

export const focusOn = (stageId: string | null, taskId: number | null): Focus => ({
  stageId,
  taskId,
  lines: [],
  subtasks: new Map(),
  taskChanges: 0,
  fanOuts: 0,
});

/** Folds what concerns the selection; the same object comes back when nothing does. */
export function foldFocus(focus: Focus, events: readonly RunEvent[]): Focus {
  const mine = events
    .filter(isOfTask)
    .filter((event) => event.stageId === focus.stageId || event.taskId === focus.taskId);
  if (mine.length === 0) return focus;
  const lines: LogLine[] = [];
  const subtasks = new Map(focus.subtasks);
  let { taskChanges, fanOuts } = focus;
  for (const event of mine) {
    if (event.type === "task.log") {
      if (event.taskId === focus.taskId) lines.push(...event.data.lines);
      continue;
    }
    if (event.taskId === focus.taskId) taskChanges += 1;
    if (event.type === "task.fanned_out") fanOuts += 1;
    if (event.subtask !== null && event.stageId === focus.stageId)
      subtasks.set(event.taskId, subtaskAfter(subtasks.get(event.taskId), event));
  }
  return {
    ...focus,
    lines: lines.length > 0 ? [...focus.lines, ...lines].slice(-MAX_LOG_LINES) : focus.lines,
    subtasks,
    taskChanges,
    fanOuts,
  };
}

/** The log that was read, followed by what the feed brought since: lines that are in both appear once. */
export function joinLogs(read: readonly LogLine[], followed: readonly LogLine[]): readonly LogLine[] {
  const most = Math.min(read.length, followed.length);
  for (let overlap = most; overlap > 0; overlap--) {
    const start = read.length - overlap;
    if (
      isSameLine(read[start], followed[0]) &&
      followed.slice(0, overlap).every((line, index) => isSameLine(read[start + index], line))
    ) {
      return [...read, ...followed.slice(overlap)];
    }
  }
  return [...read, ...followed];
}

/** A row that was read, with what the feed said about it since. */
export function freshRow(row: SubtaskRow, subtasks: ReadonlyMap<number, SubtaskRow>): SubtaskRow {
  const changed = subtasks.get(row.taskId);
  if (!changed) return row;
  return { ...changed, attempt: Math.max(row.attempt, changed.attempt), startedAt: row.startedAt ?? changed.startedAt };
}

function isSameLine(a: LogLine | undefined, b: LogLine | undefined): boolean {
  return a !== undefined && b !== undefined && a.at === b.at && a.text === b.text && a.level === b.level;
}

type SubtaskEvent = Exclude<TaskEvent, { type: "task.log" }>;

function subtaskAfter(before: SubtaskRow | undefined, event: SubtaskEvent): SubtaskRow {
  const row = before ?? {
    taskId: event.taskId,
    subtask: event.subtask ?? 0,
    status: "pending",
    attempt: 0,
    startedAt: null,
    finishedAt: null,
    error: null,
  };
  const to = (status: TaskStatus, more: Partial<SubtaskRow> = {}): SubtaskRow => ({ ...row, status, ...more });
  switch (event.type) {
    case "task.running":
      return to("running", { attempt: event.data.attempt, startedAt: row.startedAt ?? event.at });
    case "task.retrying":
      return to("pending", { attempt: event.data.attempt });
    case "task.returned":
    case "task.woken":
      return to("pending");
    case "task.suspended":
      return to("suspended");
    case "task.awaiting_review":
      return to("awaiting_review");
    case "task.settled":
      return to(event.data.status, { finishedAt: event.at, error: event.data.error ?? null });
    case "task.paused":
    case "task.resumed":
    case "task.progress":
    case "task.fanned_out":
    case "task.checked":
    case "review.opened":
    case "review.decided":
    case "review.closed":
      return row;
  }
}
