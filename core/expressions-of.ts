import type { Definition, Stage } from "#core/definition.ts";
import { expressionsIn } from "#core/expression.ts";

/** One expression of a definition: where it stands, and the stage before which all it reads must have ended. */
export interface PlacedExpression {
  path: (string | number)[];
  source: string;
  stageId?: string;
}

function ofStage(stage: Stage, index: number): PlacedExpression[] {
  const under = (key: string, value: unknown) => expressionsIn(value, ["stages", index, key]);
  const transform = stage.kind === "transform" && typeof stage.config.expression === "string";
  return [
    ...under("input", stage.input),
    ...(transform
      ? [{ path: ["stages", index, "config", "expression"], source: String(stage.config.expression) }]
      : under("config", stage.config)),
    ...under("forEach", stage.forEach),
  ].map((found) => ({ ...found, stageId: stage.id }));
}

/** Every expression of a definition in reading order; `when` belongs to the stage that the dependency leads to. */
export function expressionsOf(definition: Definition): PlacedExpression[] {
  return [
    ...expressionsIn(definition.itemId, ["itemId"]),
    ...definition.stages.flatMap(ofStage),
    ...definition.dependencies.flatMap(({ when, to }, index) =>
      expressionsIn(when, ["dependencies", index, "when"]).map((found) => ({ ...found, stageId: to })),
    ),
  ];
}
