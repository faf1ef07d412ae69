import type { Definition } from "#core/definition.ts";
import { upstreamOf } from "#core/graph.ts";

/** The last run's data, over which expressions are tried. */
export interface SampleData {
  input: unknown;
  item: unknown;
  stages: Record<string, { output: unknown }>;
}

/** Where an expression stands: what it may read follows from that. */
export interface ExpressionPlace {
  /** The stage before which all that it reads must have ended; null for the workflow itself. */
  stageId: string | null;
  /** Whether it is evaluated once for each subtask. */
  isPerSubtask: boolean;
  /** Whether it judges the output of the stage. */
  isCheck?: boolean;
}

const MAX_COMPLETIONS = 200;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What may follow a path such as `stages.` or `input.`, best known from the last run's data and the input schema. */
export function completionsAfter(
  path: readonly string[],
  definition: Definition,
  place: ExpressionPlace,
  sample: SampleData | null,
): string[] {
  const [root, second, third, ...rest] = path;
  const names = (() => {
    if (root === undefined)
      return [
        "input",
        "item",
        "run",
        ...(place.stageId ? ["stages", "feedback"] : []),
        ...(place.isPerSubtask ? ["subtask"] : []),
        ...(place.isCheck ? ["output", "attempt", "maxAttempts", "previous"] : []),
      ];
    if (root === "feedback") return path.length === 1 ? ["summary", "criteria", "guidance"] : [];
    if (root === "output") return place.isCheck ? keysAt(ownOutput(place, sample), path.slice(1)) : [];
    if (root === "input") return [...inputNames(definition, path.slice(1)), ...keysAt(sample?.input, path.slice(1))];
    if (root === "item") return keysAt(sample?.item, path.slice(1));
    if (root === "run") return path.length === 1 ? ["id"] : [];
    if (root === "subtask") return path.length === 1 ? ["item", "index"] : [];
    if (root !== "stages") return [];
    if (second === undefined) return place.stageId ? [...upstreamOf([place.stageId], definition.dependencies)] : [];
    if (third === undefined) return ["output"];
    return keysAt(sample?.stages[second]?.output, rest);
  })();
  return [...new Set(names)].slice(0, MAX_COMPLETIONS);
}

/** The last run's output of the stage that a check stands at; a subtask's is one of a list, into which one looks anyway. */
const ownOutput = ({ stageId }: ExpressionPlace, sample: SampleData | null): unknown =>
  stageId ? sample?.stages[stageId]?.output : undefined;

function inputNames({ input }: Definition, path: readonly string[]): string[] {
  return path.length === 0 && typeof input?.properties === "object" && input.properties !== null
    ? Object.keys(input.properties)
    : [];
}

function keysAt(value: unknown, path: readonly string[]): string[] {
  let place = firstOf(value);
  for (const name of path) {
    if (typeof place !== "object" || place === null) return [];
    place = firstOf((place as Record<string, unknown>)[name]);
  }
  return typeof place === "object" && place !== null ? Object.keys(place).filter((key) => NAME.test(key)) : [];
}

// JSONata looks into lists by itself, so their items' names follow directly.
const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
