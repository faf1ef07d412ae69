import type { Dependency } from "#core/definition.ts";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";

/** How a parent ended. */
export interface Ended {
  status: TaskStatus;
  skipReason: SkipReason | null;
}

/**
 * How a dependency resolves by the status of its parent alone (the table of DESIGN 4). "taken" still asks for `when`.
 * The same rule stands in SQL, in `settle_tasks`.
 */
export function resolve(
  dependency: Pick<Dependency, "requiresSuccess">,
  parent: Ended,
): "taken" | "not_taken" | "broken" {
  if (parent.status === "failed" || parent.status === "canceled")
    return dependency.requiresSuccess ? "broken" : "taken";
  return parent.status === "skipped" && parent.skipReason === "not_taken" ? "not_taken" : "taken";
}
