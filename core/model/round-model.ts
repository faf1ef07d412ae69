import type { Definition } from "#core/definition.ts";
import { hasFailed, type ModelRun, type ModelTask, modelRun, type Oracle } from "#core/model/run-model.ts";
import { stagesOfRound } from "#core/rounds.ts";
import type { RoundMode } from "#core/run-event.ts";

/** What somebody asks of a run that has ended, or stands. */
export interface ModelRound {
  mode: RoundMode;
  /** The stages that were named. */
  stages: readonly string[];
  /** Stages of the round that are skipped or canceled before they begin. */
  byHand: ReadonlyMap<string, "skipped" | "canceled">;
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
    partly: asked.mode === "retry" ? partlyFailed(definition, before, over) : new Map(),
  });
}

/** Fan-outs of which some subtasks failed and others did not, and whose input cannot change. */
function partlyFailed(definition: Definition, before: ModelRun, over: ReadonlySet<string>): Map<string, ModelTask[]> {
  const subtasks = Map.groupBy(
    before.tasks.filter(({ subtask, stageId }) => subtask !== null && over.has(stageId)),
    idOf,
  );
  const isFirst = (stageId: string) =>
    !definition.dependencies.some(({ from, to }) => to === stageId && over.has(from));
  const isPart = (of: readonly ModelTask[]) =>
    of.some(({ status }) => hasFailed(status)) && of.some(({ status }) => !hasFailed(status));
  return new Map([...subtasks].filter(([stageId, of]) => isFirst(stageId) && isPart(of)));
}

const idOf = ({ stageId }: ModelTask): string => stageId;
