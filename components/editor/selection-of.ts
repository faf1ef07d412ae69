import { type GraphSelection, NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import { dependencyId } from "#components/graph/graph-node.ts";
import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

/** What to select to see a problem's place; nothing, and so the workflow's own settings, where it belongs to no part. */
export function selectionOf({ stages, dependencies }: Definition, { path, stageId }: Problem): GraphSelection {
  const [part, index] = path;
  const dependency = part === "dependencies" && typeof index === "number" ? dependencies[index] : undefined;
  if (dependency) return { stageIds: [], dependencyIds: [dependencyId(dependency)] };
  const id = (part === "stages" && typeof index === "number" ? stages[index]?.id : undefined) ?? stageId;
  return id === undefined ? NOTHING_SELECTED : { stageIds: [id], dependencyIds: [] };
}
