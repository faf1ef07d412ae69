import type { Action } from "#core/action.ts";
import type { Definition, Stage } from "#core/definition.ts";
import { expressionsIn } from "#core/expression.ts";
import { isCustom } from "#core/kinds/registry.ts";
import type { Spawn } from "#core/spawn.ts";

/** One expression of a definition: where it stands, and the stage before which all it reads must have ended. */
export interface PlacedExpression {
  path: (string | number)[];
  source: string;
  stageId?: string;
  /**
   * Set when it is not evaluated for the attempt but because of it: when the stage, or the run, has started or ended. At
   * its end it may read the stage itself, or all stages of the run.
   */
  moment?: "start" | "end";
}

const ofActions = (actions: readonly Action[] | undefined, path: (string | number)[]): PlacedExpression[] =>
  (actions ?? []).flatMap((action, index) =>
    expressionsIn(action, [...path, "actions", index]).map((found) => ({
      ...found,
      moment: action.on === "start" ? ("start" as const) : ("end" as const),
    })),
  );

const ofSpawns = (spawns: readonly Spawn[] | undefined, path: (string | number)[]): PlacedExpression[] =>
  expressionsIn(spawns, [...path, "spawns"]).map((found) => ({ ...found, moment: "end" as const }));

function ofStage(stage: Stage, index: number): PlacedExpression[] {
  const under = (key: string, value: unknown) => expressionsIn(value, ["stages", index, key]);
  const transform = stage.kind === "transform" && typeof stage.config.expression === "string";
  return [
    ...under("input", stage.input),
    ...(transform
      ? [{ path: ["stages", index, "config", "expression"], source: String(stage.config.expression) }]
      : isCustom(stage.kind)
        ? []
        : under("config", stage.config)),
    ...under("forEach", stage.forEach),
    ...ofActions(stage.actions, ["stages", index]),
    ...(stage.check?.expression
      ? [{ path: ["stages", index, "check", "expression"], source: stage.check.expression }]
      : []),
    ...ofSpawns(stage.spawns, ["stages", index]),
  ].map((found) => ({ ...found, stageId: stage.id }));
}

/** Every expression of a definition in reading order; `when` belongs to the stage that the dependency leads to. */
export function expressionsOf(definition: Definition): PlacedExpression[] {
  return [
    ...expressionsIn(definition.itemId, ["itemId"]),
    ...expressionsIn(definition.metadata, ["metadata"]),
    ...ofActions(definition.actions, []),
    ...ofSpawns(definition.spawns, []),
    ...definition.stages.flatMap(ofStage),
    ...definition.dependencies.flatMap(({ when, to }, index) =>
      expressionsIn(when, ["dependencies", index, "when"]).map((found) => ({ ...found, stageId: to })),
    ),
  ];
}
