import type { Definition } from "#core/definition.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { expressionsOf } from "#core/expressions-of.ts";
import { topologicalOrder, upstreamOf } from "#core/graph.ts";

export interface StageRowData {
  stageId: string;
  ordinal: number;
  kind: string;
  dependencyCount: number;
  allowFailure: boolean;
  reads: string[];
}

/** Which outputs the engine hands to each stage: what its expressions read, and parents whose `when` is asked at its start. */
function readsOf(definition: Definition): Map<string, Set<string>> {
  const reads = new Map(definition.stages.map(({ id }) => [id, new Set<string>()]));
  for (const { source, stageId } of expressionsOf(definition)) {
    const own = stageId === undefined ? undefined : reads.get(stageId);
    if (!own || stageId === undefined) continue;
    const named = referencesOf(source).stages;
    for (const id of named === "all" ? upstreamOf([stageId], definition.dependencies) : named) own.add(id);
  }
  for (const { to } of definition.dependencies.filter(({ when }) => when))
    for (const { from } of definition.dependencies.filter((dependency) => dependency.to === to))
      reads.get(to)?.add(from);
  return reads;
}

/** The rows by which the engine walks a version: its stages in an order in which they can run, and its dependencies. */
export function publishRows(definition: Definition): {
  stages: StageRowData[];
  dependencies: { fromStage: string; toStage: string; requiresSuccess: boolean }[];
} {
  const reads = readsOf(definition);
  const byId = new Map(definition.stages.map((stage) => [stage.id, stage]));
  const order = topologicalOrder([...byId.keys()], definition.dependencies);
  return {
    stages: order.flatMap((id, ordinal) => {
      const stage = byId.get(id);
      if (!stage) return [];
      const dependencyCount = definition.dependencies.filter(({ to }) => to === id).length;
      return {
        stageId: id,
        ordinal,
        kind: stage.kind,
        dependencyCount,
        allowFailure: stage.allowFailure,
        reads: [...(reads.get(id) ?? [])],
      };
    }),
    dependencies: definition.dependencies.map(({ from, to, requiresSuccess }) => ({
      fromStage: from,
      toStage: to,
      requiresSuccess,
    })),
  };
}
