import type { Schema } from "@cfworker/json-schema";
import type { Definition, Stage } from "#core/definition.ts";
import { customName, isCustom } from "#core/kinds/registry.ts";
import type { Problem } from "#core/problem.ts";
import { schemaProblems, validatorOf } from "#core/schema-problems.ts";

/** What the workers publish of an operator's stage; schemas are JSON Schemas. */
export interface CustomStage {
  name: string;
  title: string;
  description: string;
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  config: Record<string, unknown>;
}

function problemsOfStage(stage: Stage, index: number, known: readonly CustomStage[]): Problem[] {
  if (!isCustom(stage.kind)) return [];
  const name = customName(stage.kind);
  const custom = known.find((each) => each.name === name);
  const at = { stageId: stage.id };
  if (!custom) {
    const message = `Stage ${stage.id}: no worker has loaded a stage ${stage.kind}; see HEDDLE_STAGES`;
    return [{ code: "unknown_kind", message, path: ["stages", index, "kind"], ...at }];
  }
  return schemaProblems(validatorOf(custom.config as Schema), stage.config).map(({ field, message }) => ({
    code: "config",
    message: `Stage ${stage.id}: config: ${message}`,
    path: ["stages", index, "config", ...(field === "" ? [] : field.split("."))],
    ...at,
  }));
}

/** The problems of the operator's stages in a definition: unknown ones, and configs that do not fit their schema. */
export const customStageProblems = ({ stages }: Definition, known: readonly CustomStage[]): Problem[] =>
  stages.flatMap((stage, index) => problemsOfStage(stage, index, known));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The input that an operator's stage starts with: each of its fields is taken from the field of the run's input that has its name. */
export function initialInput({ input }: CustomStage): Record<string, unknown> | undefined {
  if (!isObject(input.properties)) return undefined;
  const names = Object.keys(input.properties).filter((name) => /^[a-zA-Z_]\w*$/.test(name));
  return Object.fromEntries(names.map((name) => [name, { $: `input.${name}` }]));
}
