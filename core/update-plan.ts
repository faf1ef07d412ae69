import type { Definition } from "#core/definition.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { expressionsOf } from "#core/expressions-of.ts";
import { topologicalOrder } from "#core/graph.ts";
import { meaningsOf } from "#core/stage-meaning.ts";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";

/** How a stage stands in the base run, by its latest task. */
export interface BaseStage {
  status: TaskStatus;
  skipReason: SkipReason | null;
}

/** Why a stage of an update run is more than reused. */
export type UpdateReason =
  | { because: "named" | "new" | "failed" | "definition" | "input" }
  | { because: "depends"; on: string };

/**
 * What becomes of a stage in an update run (decision 021): a seed does its work anew; a suspect does it unless its input hash
 * is that of the base run; what is reused is never claimed.
 */
export type StagePlan =
  | { stageId: string; fate: "seed" | "suspect"; reason: UpdateReason }
  | { stageId: string; fate: "reused"; reason: null };

interface Change {
  /** The stages that were named. */
  named: ReadonlySet<string>;
  /** Whether the run is given another input. */
  hasOtherInput: boolean;
}

/** The stages that see the run's input, or the item that follows from it: by an expression, or because nothing else is said. */
function readersOfInput(definition: Definition): Set<string> {
  const readers = new Set(
    definition.stages.filter(({ input, forEach }) => input === undefined && !forEach).map(({ id }) => id),
  );
  for (const { source, stageId, moment } of expressionsOf(definition)) {
    if (stageId === undefined || moment) continue;
    const { names } = referencesOf(source);
    if (names.includes("input") || names.includes("item")) readers.add(stageId);
  }
  return readers;
}

/**
 * What each stage of an update run comes to, in an order in which they can run. Takes the definition of the base run, the one
 * that the update run follows, how the stages of the base run stand, and what should be different.
 */
export function planUpdate(
  base: Definition,
  next: Definition,
  stages: ReadonlyMap<string, BaseStage>,
  { named, hasOtherInput }: Change,
): StagePlan[] {
  const before = meaningsOf(base);
  const after = meaningsOf(next);
  const readers = hasOtherInput ? readersOfInput(next) : new Set<string>();
  const parents = Map.groupBy(next.dependencies, ({ to }) => to);
  const plans = new Map<string, StagePlan>();

  const own = (stageId: string): Exclude<UpdateReason["because"], "depends"> | null => {
    const stage = stages.get(stageId);
    if (!before.has(stageId) || !stage) return "new";
    if (stage.status !== "completed" && stage.status !== "skipped") return "failed";
    if (before.get(stageId) !== after.get(stageId)) return "definition";
    return readers.has(stageId) ? "input" : null;
  };
  const planOf = (stageId: string): StagePlan => {
    if (named.has(stageId)) return { stageId, fate: "seed", reason: { because: "named" } };
    const because = own(stageId);
    if (because !== null) return { stageId, fate: "suspect", reason: { because } };
    const changed = (parents.get(stageId) ?? []).find(({ from }) => plans.get(from)?.fate !== "reused");
    if (changed) return { stageId, fate: "suspect", reason: { because: "depends", on: changed.from } };
    return { stageId, fate: "reused", reason: null };
  };
  for (const stageId of topologicalOrder([...after.keys()], next.dependencies)) plans.set(stageId, planOf(stageId));
  return [...plans.values()];
}
