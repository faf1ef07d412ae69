import { DECIDED, type ReviewDecision } from "#core/decision.ts";
import { inOrder, STATUS_ICONS, spanText, statusWords } from "#core/run-text.ts";
import { isFinished, isSettled } from "#core/statuses.ts";
import type { ArtifactView, RunView, StageView } from "#core/views.ts";

/** What was decided at a gate, as `reviews.get` answers it. */
export interface Decided {
  decision: ReviewDecision | null;
  decidedBy: string | null;
  formData: unknown;
}

export type TreeRun = Pick<
  RunView,
  "id" | "workflowName" | "itemId" | "status" | "createdAt" | "finishedAt" | "definition" | "stages" | "artifacts"
>;

/** A size in decimal units: `312 B`, `4.1 kB`, `1.5 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function fanOutText({ subtasks }: StageView): string {
  if (!subtasks) return "";
  const failed = subtasks.failed > 0 ? `, ${subtasks.failed} failed` : "";
  return `${subtasks.completed + subtasks.skipped} of ${subtasks.total}${failed}`;
}

/** How far an outside system, or a text that is written, has come. */
function progressText({ status, progress }: StageView): string {
  if (!progress || isSettled(status)) return "";
  const { succeeded, failed, expected, note, isText } = progress;
  const done = `${succeeded}${expected === null ? "" : ` of ${expected}`}${isText ? " characters" : ""}`;
  return [note ?? "", failed > 0 ? `${done}, ${failed} failed` : done].filter(Boolean).join(": ");
}

function decisionText({ decision, decidedBy, formData }: Decided): string {
  if (!decision) return "";
  const answers = typeof formData === "object" && formData !== null ? Object.entries(formData) : [];
  const said = answers.filter(([, answer]) => answer !== "").map(([question, answer]) => `${question} ${answer}`);
  return `by ${decidedBy}: ${[DECIDED[decision], ...said].join(", ")}`;
}

const artifactText = ({ name, size }: ArtifactView): string => `${name} ${sizeText(size)}`;

/** What is worth telling of a stage beside its status: its result where it has one, else how long it took. */
function notesOf(run: TreeRun, stage: StageView, decided: Decided | undefined): string[] {
  if (stage.error) return [stage.error.message];
  if (stage.skipReason) return [stage.skipReason === "not_taken" ? "" : statusWords(stage.skipReason)];
  if (decided?.decision) return [decisionText(decided)];
  const made = run.artifacts.filter(({ stageId }) => stageId === stage.stageId);
  if (made.length > 0) return made.map(artifactText);
  const span = spanText(stage.startedAt, stage.finishedAt);
  return [span ? span.padStart(5) : "", fanOutText(stage), progressText(stage)];
}

/** A run as lines for the terminal: itself, and each stage below with its outcome. `decisions` are by stage id. */
export function runTree(run: TreeRun, decisions: Readonly<Record<string, Decided>> = {}): string {
  const span = spanText(run.createdAt, run.finishedAt);
  const outcome = `${statusWords(run.status)}${span && ` in ${span}`}`;
  const ended = run.stages.filter(({ status }) => isSettled(status)).length;
  const far = isFinished(run.status) ? "" : `${ended} of ${run.stages.length} stages`;
  const title = [run.workflowName, `run ${run.id}`, run.itemId ?? "", outcome, far].filter(Boolean).join("  ");
  const idWidth = Math.max(0, ...run.stages.map(({ stageId }) => stageId.length)) + 4;
  const statusWidth = Math.max(0, ...run.stages.map(({ status }) => status.length)) + 3;
  const lines = inOrder(run.stages, run.definition).map((stage) => {
    const notes = notesOf(run, stage, decisions[stage.stageId]).filter(Boolean).join("   ");
    const columns = `${stage.stageId.padEnd(idWidth)}${statusWords(stage.status).padEnd(statusWidth)}${notes}`;
    return `  ${STATUS_ICONS[stage.status]} ${columns}`.trimEnd();
  });
  return [title, ...lines].join("\n");
}
