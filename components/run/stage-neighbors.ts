import { shapeOf } from "#components/run/definition-shape.ts";
import type { Definition } from "#core/definition.ts";

export type Direction = "back" | "on" | "previous" | "next";

/** Where an arrow key leads: back and on follow dependencies, previous and next go through the stages beside it. */
export function neighborOf(definition: Definition, stageId: string | null, direction: Direction): string | null {
  const first = definition.stages[0]?.id ?? null;
  if (stageId === null) return first;
  const { parents, children } = shapeOf(definition);
  if (direction === "back") return parents.get(stageId)?.[0] ?? null;
  if (direction === "on") return children.get(stageId)?.[0] ?? null;
  const beside = siblingsOf(definition, stageId);
  const step = direction === "next" ? 1 : -1;
  return beside[beside.indexOf(stageId) + step] ?? null;
}

function siblingsOf(definition: Definition, stageId: string): string[] {
  const { parents, children } = shapeOf(definition);
  const parent = parents.get(stageId)?.[0];
  if (parent !== undefined) return children.get(parent) ?? [];
  return definition.stages.map((stage) => stage.id).filter((id) => !parents.has(id));
}
