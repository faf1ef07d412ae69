import { type DependencyFlow, dependencyId } from "#components/graph/graph-node.ts";
import type { Definition, Dependency } from "#core/definition.ts";
import type { StageView } from "#core/views.ts";

type Ended = Pick<StageView, "stageId" | "status" | "skipReason">;

/** How each dependency was resolved, as far as the stages on both its ends tell (DESIGN 4). */
export function dependencyFlows(definition: Definition, stages: readonly Ended[]): Map<string, DependencyFlow> {
  const byId = new Map(stages.map((stage) => [stage.stageId, stage]));
  const flows = new Map<string, DependencyFlow>();
  for (const dependency of definition.dependencies) {
    const flow = flowOf(dependency, byId.get(dependency.from), byId.get(dependency.to));
    if (flow) flows.set(dependencyId(dependency), flow);
  }
  return flows;
}

function flowOf(
  { requiresSuccess, when }: Dependency,
  parent: Ended | undefined,
  child: Ended | undefined,
): DependencyFlow | null {
  switch (parent?.status) {
    case "failed":
    case "canceled":
      if (requiresSuccess) return "broken";
      break;
    case "skipped":
      if (parent.skipReason === "not_taken") return "not_taken";
      break;
    case "completed":
      break;
    default:
      return null;
  }
  if (child?.status === "skipped" && child.skipReason === "not_taken") return "not_taken";
  // A condition beside other dependencies: the stage behind it may have been reached by one of those.
  return when && child?.status === "waiting" ? null : "taken";
}
