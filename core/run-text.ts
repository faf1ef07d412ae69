import type { Definition } from "#core/definition.ts";
import { isSettled, type RunStatus, type TaskStatus } from "#core/statuses.ts";
import type { RunView, StageView, SubtaskRow } from "#core/views.ts";

/** A status as one character: of a run, a stage or a subtask. */
export const STATUS_ICONS: Record<TaskStatus | RunStatus, string> = {
  completed: "✓",
  failed: "✗",
  canceled: "✗",
  skipped: "↷",
  running: "◐",
  awaiting_review: "?",
  suspended: "◌",
  paused: "‖",
  pending: "○",
  queued: "○",
  waiting: "○",
};

/** A time span as people read it: `40 ms`, `0.4 s`, `75 s`, `12 min`. */
export function durationText(ms: number): string {
  if (ms < 50) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 600_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** The time between two instants as text; empty while one of them is open. */
export const spanText = (from: string | null, to: string | null): string =>
  from && to ? durationText(Math.max(0, Date.parse(to) - Date.parse(from))) : "";

/** A status in words: `awaiting review`. */
export const statusWords = (status: string): string => status.replaceAll("_", " ");

/** The stages in the order of the definition, which is the order in which people wrote them. */
export function inOrder<Stage extends Pick<StageView, "stageId">>(
  stages: readonly Stage[],
  definition: Pick<Definition, "stages">,
): Stage[] {
  const place = new Map(definition.stages.map(({ id }, index) => [id, index]));
  return stages.toSorted((left, right) => (place.get(left.stageId) ?? 0) - (place.get(right.stageId) ?? 0));
}

export type TextRun = Pick<
  RunView,
  "id" | "workflowName" | "itemId" | "status" | "createdAt" | "finishedAt" | "definition" | "stages"
>;

type Line = Pick<StageView, "status" | "startedAt" | "finishedAt" | "error"> & { name: string; note: string };

function lineText({ name, status, startedAt, finishedAt, error, note }: Line, width: number): string {
  const at = finishedAt ?? startedAt ?? "";
  const why = error ? error.message.replaceAll(/\s+/g, " ") : note;
  const parts = [at, spanText(startedAt, finishedAt), why].filter(Boolean).join("  ");
  return `${STATUS_ICONS[status]} ${name.padEnd(width)}  ${statusWords(status).padEnd(15)}  ${parts}`.trimEnd();
}

function noteOf({ subtasks, skipReason, attempt }: StageView): string {
  if (subtasks) return `${subtasks.completed + subtasks.skipped} of ${subtasks.total} subtasks`;
  if (skipReason) return statusWords(skipReason);
  return attempt > 1 ? `attempt ${attempt}` : "";
}

function subtaskLines(known: readonly SubtaskRow[], total: number): string[] {
  const width = Math.max(...known.map(({ subtask }) => `[${subtask}]`.length));
  const lines = known.map((row) => `      ${lineText({ ...row, name: `[${row.subtask}]`, note: "" }, width)}`);
  return total > known.length ? [...lines, `      … and ${total - known.length} more`] : lines;
}

/**
 * A run as plain text, as Treadle prints it: workflow, item, progress, status, and a line a stage with its icon, the time
 * of its last change, how long it took and its error, subtasks indented below. Takes the run and, by stage, the subtasks
 * that are to be listed; what they leave out is counted.
 */
export function runText(run: TextRun, subtasks: Readonly<Record<string, readonly SubtaskRow[]>> = {}): string {
  const { stages } = run;
  const ended = stages.filter(({ status }) => isSettled(status)).length;
  const percent = stages.length === 0 ? 100 : Math.floor((ended / stages.length) * 100);
  const span = spanText(run.createdAt, run.finishedAt);
  const width = Math.max(0, ...stages.map(({ stageId }) => stageId.length));
  const lines = inOrder(stages, run.definition).flatMap((stage) => [
    `  ${lineText({ ...stage, name: stage.stageId, note: noteOf(stage) }, width)}`,
    ...(stage.subtasks ? subtaskLines(subtasks[stage.stageId] ?? [], stage.subtasks.total) : []),
  ]);
  return [
    `Workflow: ${run.workflowName}`,
    ...(run.itemId === null ? [] : [`Item:     ${run.itemId}`]),
    `Run:      ${run.id}`,
    `Progress: ${percent} % (${ended} of ${stages.length} stages)`,
    `Status:   ${statusWords(run.status)}${span && ` in ${span}`}`,
    "",
    ...lines,
    "",
  ].join("\n");
}
