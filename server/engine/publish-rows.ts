import { triggerName } from "#core/action.ts";
import { codeOf } from "#core/code-modules.ts";
import type { Definition, Dependency, Stage } from "#core/definition.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { expressionsOf } from "#core/expressions-of.ts";
import { topologicalOrder, upstreamOf } from "#core/graph.ts";
import { functionsNamedIn } from "#core/published-functions.ts";
import type { StageRule } from "#core/rule.ts";
import { lineOfTag } from "#core/worker-tag.ts";

export interface StageRowData {
  stageId: string;
  ordinal: number;
  kind: string;
  dependencyCount: number;
  allowFailure: boolean;
  priority: number;
  /** The line in which its tasks stand. */
  workerTag: string;
  reads: string[];
  subtaskReads: string[];
  actions: string[];
  spawnCount: number;
  isBarrier: boolean;
  /** Left out where outputs are not found again. */
  cacheScope?: "global" | "run_only";
  cacheTtlMs?: number;
  /** Left out where there is nothing to say, so that a claim sees at once that no rule holds. */
  rules?: { rules: StageRule[]; expectedCount?: number };
}

export interface VersionRowData {
  actions: string[];
  spawnCount: number;
  cancelsDeadEnds: boolean;
  /** The published functions that its code names. */
  functions: string[];
}

interface Reads {
  /** The stages whose outputs the stage is handed. */
  stages: Set<string>;
  /** The same for its subtasks: what only made their list, or decided whether the stage runs, is not among it. */
  subtaskStages: Set<string>;
  subtaskInput: boolean;
}

const isOfSubtasks = (path: readonly (string | number)[]): boolean =>
  ["input", "config", "check"].includes(String(path[2]));

/** What the expressions of each stage read, and parents whose `when` is asked at its start. */
function readsOf(definition: Definition, incoming: ReadonlyMap<string, Dependency[]>): Map<string, Reads> {
  const nothing = (): Reads => ({ stages: new Set(), subtaskStages: new Set(), subtaskInput: false });
  const reads = new Map(definition.stages.map(({ id }) => [id, nothing()]));
  for (const { path, source, stageId, moment } of expressionsOf(definition)) {
    const own = stageId === undefined ? undefined : reads.get(stageId);
    if (!own || stageId === undefined || moment) continue;
    const { stages, names } = referencesOf(source);
    const named = stages === "all" ? upstreamOf([stageId], definition.dependencies) : stages;
    const inSubtask = path[0] === "stages" && isOfSubtasks(path);
    for (const id of named) {
      own.stages.add(id);
      if (inSubtask) own.subtaskStages.add(id);
    }
    if (inSubtask && (stages === "all" || names.includes("input"))) own.subtaskInput = true;
  }
  for (const [to, dependencies] of incoming)
    if (dependencies.some(({ when }) => when)) for (const { from } of dependencies) reads.get(to)?.stages.add(from);
  return reads;
}

function cacheOf({ cache }: Stage): Pick<StageRowData, "cacheScope" | "cacheTtlMs"> {
  if (!cache || cache.scope === "off") return {};
  return { cacheScope: cache.scope, ...(cache.ttlMs !== undefined && { cacheTtlMs: cache.ttlMs }) };
}

function rulesOf({ rules = [], expectedCount }: Stage): Pick<StageRowData, "rules"> {
  if (rules.length === 0 && expectedCount === undefined) return {};
  return { rules: { rules, ...(expectedCount !== undefined && { expectedCount }) } };
}

/** The rows by which the engine walks a version: its stages in an order in which they can run, and its dependencies. */
export function publishRows(definition: Definition): {
  stages: StageRowData[];
  dependencies: { fromStage: string; toStage: string; requiresSuccess: boolean }[];
  /** What the version says of its runs as a whole. */
  version: VersionRowData;
} {
  const incoming = Map.groupBy(definition.dependencies, ({ to }) => to);
  const reads = readsOf(definition, incoming);
  const byId = new Map(definition.stages.map((stage) => [stage.id, stage]));
  const order = topologicalOrder([...byId.keys()], definition.dependencies);
  return {
    stages: order.flatMap((id, ordinal) => {
      const stage = byId.get(id);
      if (!stage) return [];
      return {
        stageId: id,
        ordinal,
        kind: stage.kind,
        dependencyCount: incoming.get(id)?.length ?? 0,
        allowFailure: stage.allowFailure,
        priority: stage.priority ?? 0,
        workerTag: lineOfTag(stage.workerTag ?? definition.workerTag),
        reads: [...(reads.get(id)?.stages ?? [])],
        subtaskReads: [...(reads.get(id)?.subtaskStages ?? [])],
        actions: stage.actions?.map(triggerName) ?? [],
        spawnCount: stage.spawns?.length ?? 0,
        isBarrier: stage.barrier ?? false,
        ...cacheOf(stage),
        ...rulesOf(stage),
      };
    }),
    dependencies: definition.dependencies.map(({ from, to, requiresSuccess }) => ({
      fromStage: from,
      toStage: to,
      requiresSuccess,
    })),
    version: {
      actions: definition.actions?.map(triggerName) ?? [],
      spawnCount: definition.spawns?.length ?? 0,
      cancelsDeadEnds: definition.cancelDeadEnds ?? false,
      functions: [
        ...new Set(definition.stages.flatMap((stage) => codeOf(stage, definition.functions)).flatMap(functionsNamedIn)),
      ],
    },
  };
}
