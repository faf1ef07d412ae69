import type { Schema } from "@cfworker/json-schema";
import type { Definition, Stage } from "#core/definition.ts";
import { isExpression } from "#core/expression.ts";
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

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function problemsOfStage(stage: Stage, index: number, known: readonly CustomStage[]): Problem[] {
  if (!isCustom(stage.kind)) return [];
  const name = customName(stage.kind);
  const custom = known.find((each) => each.name === name);
  const at = { stageId: stage.id };
  if (!custom) {
    const message = `Stage ${stage.id}: no worker has loaded a stage ${stage.kind}; see HEDDLE_STAGES`;
    return [{ code: "unknown_kind", message, path: ["stages", index, "kind"], ...at }];
  }
  const misfits = schemaProblems(validatorOf(custom.config as Schema), stage.config).map(
    ({ field, message }): Problem => ({
      code: "config",
      message: `Stage ${stage.id}: config: ${message}`,
      path: ["stages", index, "config", ...(field === "" ? [] : field.split("."))],
      ...at,
    }),
  );
  const missing = missingInputs(stage.input, custom).map(
    (field): Problem => ({
      code: "config",
      message: `Stage ${stage.id}: input: ${field} is missing`,
      path: ["stages", index, "input", field],
      ...at,
    }),
  );
  return [...misfits, ...missing];
}

/** What the stage needs and its input does not name. What an expression gives is known only when it runs. */
function missingInputs(input: unknown, { input: schema }: CustomStage): string[] {
  if (!isObject(input) || isExpression(input) || !Array.isArray(schema.required)) return [];
  return schema.required.map(String).filter((field) => !(field in input));
}

/** The problems of the operator's stages in a definition: unknown ones, configs that do not fit, inputs that lack a field. */
export const customStageProblems = ({ stages }: Definition, known: readonly CustomStage[]): Problem[] =>
  stages.flatMap((stage, index) => problemsOfStage(stage, index, known));

/** The input that an operator's stage starts with: each of its fields is taken from the field of the run's input that has its name. */
export function initialInput({ input }: CustomStage): Record<string, unknown> | undefined {
  if (!isObject(input.properties)) return undefined;
  const names = Object.keys(input.properties).filter((name) => /^[a-zA-Z_]\w*$/.test(name));
  return Object.fromEntries(names.map((name) => [name, { $: `input.${name}` }]));
}
