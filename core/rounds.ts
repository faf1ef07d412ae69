import { downstreamOf } from "#core/graph.ts";
import type { RoundMode } from "#core/run-event.ts";

interface Requirement {
  from: string;
  to: string;
  requiresSuccess: boolean;
}

/**
 * The stages that a round does over, out of the stages that were named: those, all that depends on them, and, unless they
 * are skipped, failed ones that they require: without them they would fail again at once. `failed` are the stages whose
 * latest task failed or was canceled. The same rule stands in SQL, in `round_closure`.
 */
export function stagesOfRound(
  dependencies: readonly Requirement[],
  failed: ReadonlySet<string>,
  mode: RoundMode,
  named: readonly string[],
): Set<string> {
  const seeds = new Set(named);
  if (mode !== "skip")
    for (const seed of seeds)
      for (const { from, to, requiresSuccess } of dependencies)
        if (to === seed && requiresSuccess && failed.has(from)) seeds.add(from);
  return new Set([...seeds, ...downstreamOf([...seeds], dependencies)]);
}
