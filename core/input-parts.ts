import type { Definition, Stage } from "#core/definition.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { expressionsOf } from "#core/expressions-of.ts";
import { withoutPrices } from "#core/kinds/llm.ts";

/** What expressions read from their scope: outputs of stages, "all" when that cannot be told, and other names. */
export interface ConfigReads {
  stages: ReadonlySet<string> | "all";
  names: ReadonlySet<string>;
}

/** The part of a task's scope that may be read besides its resolved input. */
interface ReadScope {
  stages: Readonly<Record<string, { output: unknown }>>;
  [name: string]: unknown;
}

const NOTHING: ConfigReads = { stages: new Set(), names: new Set() };

/** What the config of each stage, and its check, reads beside the stage's input; stages that read nothing are left out. */
export function configReadsOf(definition: Definition): Map<string, ConfigReads> {
  const found = new Map<string, { stages: Set<string> | "all"; names: Set<string> }>();
  for (const { path, source, stageId, moment } of expressionsOf(definition)) {
    if (stageId === undefined || moment || (path[2] !== "config" && path[2] !== "check")) continue;
    const { stages, names } = referencesOf(source);
    const before = found.get(stageId) ?? { stages: new Set<string>(), names: new Set<string>() };
    const all = stages === "all" || before.stages === "all";
    found.set(stageId, {
      stages: all ? "all" : new Set([...before.stages, ...stages]),
      names: new Set([...before.names, ...names]),
    });
  }
  return found;
}

/**
 * All that the output of a task depends on, as JSON to be hashed (DESIGN 9): what the stage does and what it is given.
 * Takes the stage, its resolved input, what its config reads, the scope that its expressions see, and the functions of the
 * workflow if its code uses them.
 */
export function inputParts(
  { kind, config, check, cache }: Stage,
  input: unknown,
  { stages, names }: ConfigReads = NOTHING,
  scope: ReadScope,
  functions?: string | undefined,
): Record<string, unknown> {
  const read = Object.entries(scope.stages).filter(([id]) => stages === "all" || stages.has(id));
  const named = [...names].filter((name) => name !== "stages" && name !== "feedback" && scope[name] !== undefined);
  return {
    kind,
    config: kind === "llm" ? withoutPrices(config) : config,
    input: input ?? null,
    ...(check && { check }),
    ...(functions !== undefined && { functions }),
    ...(cache?.version !== undefined && { version: cache.version }),
    ...(read.length > 0 && { stages: Object.fromEntries(read.map(([id, { output }]) => [id, output ?? null])) }),
    ...(named.length > 0 && { scope: Object.fromEntries(named.map((name) => [name, scope[name]])) }),
    ...(scope.feedback !== undefined && { feedback: scope.feedback }),
  };
}
