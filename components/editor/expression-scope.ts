import type { Definition } from "#core/definition.ts";
import { leavesOf, upstreamOf } from "#core/graph.ts";

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
  /** When it is evaluated because of the stage, or of the run, and not for it: at its start, or at its end. */
  moment?: "start" | "end";
  /** Whether it is part of a follow-up, which reads the output that caused it; at the end then. */
  isFollowUp?: boolean;
  /** Whether it is part of a start call, which says where to report. */
  hasHandle?: boolean;
}

const TASK_FIELDS = ["id", "stage", "status", "attempt", "error", "output"];

/** The stages that have ended by then: those before, and at an end the stage itself, or all of the workflow. */
function stagesReadAt({ stageId, moment }: ExpressionPlace, { stages, dependencies }: Definition): string[] {
  if (!stageId) return moment === "end" ? stages.map(({ id }) => id) : [];
  return [...upstreamOf([stageId], dependencies), ...(moment === "end" ? [stageId] : [])];
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
        ...(place.stageId || place.moment === "end" ? ["stages"] : []),
        ...(place.stageId && !place.moment ? ["feedback"] : []),
        ...(place.moment ? ["metadata", ...(place.isFollowUp ? ["output"] : place.stageId ? ["task"] : [])] : []),
        ...(place.hasHandle ? ["task"] : []),
        ...(place.isPerSubtask ? ["subtask"] : []),
        ...(place.isCheck ? ["output", "attempt", "maxAttempts", "previous"] : []),
      ];
    if (root === "feedback") return path.length === 1 ? ["summary", "criteria", "guidance"] : [];
    if (root === "output" && place.isFollowUp) return outputNames(place, definition, sample, path.slice(1));
    if (root === "output") return place.isCheck ? keysAt(ownOutput(place, sample), path.slice(1)) : [];
    if (root === "input") return [...inputNames(definition, path.slice(1)), ...keysAt(sample?.input, path.slice(1))];
    if (root === "item") return keysAt(sample?.item, path.slice(1));
    if (root === "run")
      return path.length === 1 ? ["id", "workflow", ...(place.moment && !place.isFollowUp ? ["status"] : [])] : [];
    if (root === "task" && place.hasHandle) return path.length === 1 ? ["handle"] : [];
    if (root === "task") return path.length === 1 && place.moment && !place.isFollowUp ? TASK_FIELDS : [];
    if (root === "subtask") return path.length === 1 ? ["item", "index"] : [];
    if (root !== "stages") return [];
    if (second === undefined) return stagesReadAt(place, definition);
    if (third === undefined) return ["output"];
    return keysAt(sample?.stages[second]?.output, rest);
  })();
  return [...new Set(names)].slice(0, MAX_COMPLETIONS);
}

/** What caused a follow-up gave: the stage, or the last stages of the run by id. */
function outputNames(
  { stageId }: ExpressionPlace,
  { stages, dependencies }: Definition,
  sample: SampleData | null,
  path: readonly string[],
): string[] {
  if (stageId) return keysAt(sample?.stages[stageId]?.output, path);
  const [id, ...rest] = path;
  if (id === undefined)
    return leavesOf(
      stages.map((stage) => stage.id),
      dependencies,
    );
  return keysAt(sample?.stages[id]?.output, rest);
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
