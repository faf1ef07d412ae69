import type { ArtifactView, RunView, StageView } from "#core/views.ts";

/** What was decided at a gate, as `reviews.get` answers it. */
export interface Decided {
  decision: "approved" | "rejected" | null;
  decidedBy: string | null;
  formData: unknown;
}

export type TreeRun = Pick<
  RunView,
  "id" | "workflowName" | "itemId" | "status" | "createdAt" | "finishedAt" | "definition" | "stages" | "artifacts"
>;

const ICONS: Partial<Record<StageView["status"], string>> = {
  completed: "✓",
  failed: "✗",
  canceled: "✗",
  skipped: "↷",
};

/** A time span as people read it: `40 ms`, `0.4 s`, `75 s`, `12 min`. */
export function durationText(ms: number): string {
  if (ms < 50) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 600_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** A size in decimal units: `312 B`, `4.1 kB`, `1.5 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const spanText = (from: string | null, to: string | null): string =>
  from && to ? durationText(Math.max(0, Date.parse(to) - Date.parse(from))) : "";

const wordsOf = (status: string): string => status.replaceAll("_", " ");

function fanOutText({ subtasks }: StageView): string {
  if (!subtasks) return "";
  const failed = subtasks.failed > 0 ? `, ${subtasks.failed} failed` : "";
  return `${subtasks.completed + subtasks.skipped} of ${subtasks.total}${failed}`;
}

function decisionText({ decision, decidedBy, formData }: Decided): string {
  if (!decision) return "";
  const answers = typeof formData === "object" && formData !== null ? Object.entries(formData) : [];
  const said = answers.filter(([, answer]) => answer !== "").map(([question, answer]) => `${question} ${answer}`);
  return `by ${decidedBy}: ${[decision, ...said].join(", ")}`;
}

const artifactText = ({ name, size }: ArtifactView): string => `${name} ${sizeText(size)}`;

/** What is worth telling of a stage beside its status: its result where it has one, else how long it took. */
function notesOf(run: TreeRun, stage: StageView, decided: Decided | undefined): string[] {
  if (stage.error) return [stage.error.message];
  if (stage.skipReason) return [stage.skipReason === "not_taken" ? "" : wordsOf(stage.skipReason)];
  if (decided?.decision) return [decisionText(decided)];
  const made = run.artifacts.filter(({ stageId }) => stageId === stage.stageId);
  if (made.length > 0) return made.map(artifactText);
  const span = spanText(stage.startedAt, stage.finishedAt);
  return [span ? span.padStart(5) : "", fanOutText(stage)];
}

/** The stages in the order of the definition, which is the order in which people wrote them. */
function inOrder(run: TreeRun): StageView[] {
  const place = new Map(run.definition.stages.map(({ id }, index) => [id, index]));
  return run.stages.toSorted((left, right) => (place.get(left.stageId) ?? 0) - (place.get(right.stageId) ?? 0));
}

/** A run as lines for the terminal: itself, and each stage below with its outcome. `decisions` are by stage id. */
export function runTree(run: TreeRun, decisions: Readonly<Record<string, Decided>> = {}): string {
  const span = spanText(run.createdAt, run.finishedAt);
  const outcome = `${wordsOf(run.status)}${span && ` in ${span}`}`;
  const title = [run.workflowName, `run ${run.id}`, run.itemId ?? "", outcome].filter(Boolean).join("  ");
  const idWidth = Math.max(0, ...run.stages.map(({ stageId }) => stageId.length)) + 4;
  const statusWidth = Math.max(0, ...run.stages.map(({ status }) => status.length)) + 3;
  const lines = inOrder(run).map((stage) => {
    const notes = notesOf(run, stage, decisions[stage.stageId]).filter(Boolean).join("   ");
    const columns = `${stage.stageId.padEnd(idWidth)}${wordsOf(stage.status).padEnd(statusWidth)}${notes}`;
    return `  ${ICONS[stage.status] ?? "○"} ${columns}`.trimEnd();
  });
  return [title, ...lines].join("\n");
}
