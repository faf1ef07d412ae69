import type { Definition } from "#core/definition.ts";
import { closesCycle } from "#core/graph.ts";

/** The second definition, with the stages that only the first has and the dependencies of those. */
export function unitedDefinition(first: Definition, second: Definition): Definition {
  const known = new Set(second.stages.map(({ id }) => id));
  const gone = first.stages.filter(({ id }) => !known.has(id));
  if (gone.length === 0) return second;
  const isGone = new Set(gone.map(({ id }) => id));
  const dependencies = [...second.dependencies];
  for (const dependency of first.dependencies) {
    const { from, to } = dependency;
    if ((isGone.has(from) || isGone.has(to)) && !closesCycle(dependencies, from, to)) dependencies.push(dependency);
  }
  // Where they stood, another stage may stand now: they are set below all.
  return { ...second, stages: [...second.stages, ...gone.map(({ position: _, ...stage }) => stage)], dependencies };
}
