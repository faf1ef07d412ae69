import type { Definition } from "#core/definition.ts";

/** What is asked of a definition again and again, by stage id. */
export interface DefinitionShape {
  children: Map<string, string[]>;
  parents: Map<string, string[]>;
  concurrency: Map<string, number>;
  allowsFailure: Set<string>;
}

const shapes = new WeakMap<Definition, DefinitionShape>();

export function shapeOf(definition: Definition): DefinitionShape {
  const known = shapes.get(definition);
  if (known) return known;
  const shape: DefinitionShape = {
    children: new Map(),
    parents: new Map(),
    concurrency: new Map(),
    allowsFailure: new Set(),
  };
  for (const { from, to } of definition.dependencies) {
    shape.children.set(from, [...(shape.children.get(from) ?? []), to]);
    shape.parents.set(to, [...(shape.parents.get(to) ?? []), from]);
  }
  for (const stage of definition.stages) {
    if (stage.forEach?.concurrency) shape.concurrency.set(stage.id, stage.forEach.concurrency);
    if (stage.allowFailure) shape.allowsFailure.add(stage.id);
  }
  shapes.set(definition, shape);
  return shape;
}
