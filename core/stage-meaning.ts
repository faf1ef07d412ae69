import canonicalize from "canonicalize";
import { functionsUsedBy } from "#core/code-modules.ts";
import type { Definition, Dependency, Stage } from "#core/definition.ts";

/** All that decides what a stage does and when: what is only about how it is shown, tried or limited is left out. */
function meaningOf(stage: Stage, incoming: readonly Dependency[], functions: string | undefined): string {
  const { kind, config, input, forEach, check, cache } = stage;
  return String(
    canonicalize({
      kind,
      config,
      input,
      forEach: forEach && { items: forEach.items, onFailure: forEach.onFailure },
      check,
      functions: functionsUsedBy(stage, functions),
      version: cache?.version,
      incoming: incoming.toSorted((a, b) => a.from.localeCompare(b.from)),
    }),
  );
}

/** What each stage means, as canonical JSON: equal texts mean the same. */
export function meaningsOf(definition: Definition): Map<string, string> {
  const incoming = Map.groupBy(definition.dependencies, ({ to }) => to);
  return new Map(
    definition.stages.map((stage) => [stage.id, meaningOf(stage, incoming.get(stage.id) ?? [], definition.functions)]),
  );
}
