import type { Definition } from "#core/definition.ts";
import {
  ended,
  hasFailed,
  type ModelPart,
  type ModelRun,
  type ModelTask,
  modelRun,
  type Oracle,
} from "#core/model/run-model.ts";
import { stagesOfRound } from "#core/rounds.ts";
import type { RoundMode } from "#core/run-event.ts";

/** What somebody asks of a run that has ended, or stands. */
export interface ModelRound {
  mode: RoundMode;
  /** The stages that were named. */
  stages: readonly string[];
  /** Stages of the round that are skipped or canceled before they begin. */
  byHand: ReadonlyMap<string, "skipped" | "canceled">;
  /** Of changes: the subtask that was reviewed; null for a stage itself. */
  subtask?: number | null;
}

/**
 * The reference model of a round: a new run of the stages concerned, over what the others have come to. Takes the run as
 * it ended before; returns it with the latest round of each task.
 */
export function modelRound(definition: Definition, oracle: Oracle, before: ModelRun, asked: ModelRound): ModelRun {
  const failed = before.tasks.filter(({ status, subtask }) => subtask === null && hasFailed(status)).map(idOf);
  const over = stagesOfRound(definition.dependencies, new Set(failed), asked.mode, asked.stages);
  const rounds = new Map(
    before.tasks.filter(({ stageId }) => over.has(stageId)).map(({ stageId, round }) => [stageId, round + 1]),
  );
  const named = asked.mode === "skip" ? asked.stages : [];
  return modelRun(definition, oracle, {
    kept: before.tasks.filter(({ stageId }) => !over.has(stageId)),
    rounds,
    byHand: new Map([...asked.byHand, ...named.map((stageId) => [stageId, "skipped"] as const)]),
    partly: partsOf(definition, before, over, asked),
  });
}

type ModelSubtask = ModelTask & { readonly subtask: number };

/**
 * Fan-outs that are done over in part, because their input cannot change: for a retry what failed of them, where others did
 * not; for changes the subtask of the number that was reviewed.
 */
function partsOf(
  { dependencies }: Definition,
  before: ModelRun,
  over: ReadonlySet<string>,
  { mode, stages, subtask: reviewed = null }: ModelRound,
): Map<string, ModelPart[]> {
  const isRedone = ({ subtask, status }: ModelTask) =>
    mode === "retry" ? hasFailed(status) : mode === "changes" && subtask === reviewed;
  const mayBe = (task: ModelTask): task is ModelSubtask =>
    task.subtask !== null && over.has(task.stageId) && (mode === "retry" || stages.includes(task.stageId));
  const isFirst = (stageId: string) => !dependencies.some(({ from, to }) => to === stageId && over.has(from));
  const isPart = (of: readonly ModelTask[]) =>
    of.some(isRedone) && (mode === "changes" || of.some(({ status }) => !hasFailed(status)));
  const partOf = (task: ModelSubtask): ModelPart => ({
    subtask: task.subtask,
    carried: isRedone(task) ? null : carried(task),
  });
  const found = [...Map.groupBy(before.tasks.filter(mayBe), idOf)];
  return new Map(
    found.filter(([stageId, of]) => isFirst(stageId) && isPart(of)).map(([stageId, of]) => [stageId, of.map(partOf)]),
  );
}

/** What got through in the round before is reused, what failed stays so. */
const carried = ({ status }: ModelTask) => (hasFailed(status) ? ended(status, 0) : ended("skipped", 0, "reused"));

const idOf = ({ stageId }: ModelTask): string => stageId;
