import { schemaAt, schemaOfTemplate } from "#core/code-types/schema-at.ts";
import { type Schema, schemaOf } from "#core/code-types/schema-of-values.ts";
import { typeOfSchema } from "#core/code-types/type-of-schema.ts";
import type { Definition, Stage } from "#core/definition.ts";
import { upstreamOf } from "#core/graph.ts";

/** The data of a run, from which is told what has no schema. */
export interface SampleRun {
  input: unknown;
  item: unknown;
  stages: Readonly<Record<string, { output: unknown }>>;
}

const FEEDBACK =
  "{ summary: string; criteria?: { name: string; expected?: any; actual?: any; passed: boolean }[]; guidance?: any }";

const objectOf = (properties: Record<string, Schema>): Schema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

/** What expressions of the stage see, as far as it is known. */
function scopeOf(definition: Definition, { id, forEach }: Stage, sample: SampleRun | null): Schema {
  const outputs = [...upstreamOf([id], definition.dependencies)].map((before) => [
    before,
    objectOf({ output: schemaOf(sample?.stages[before] ? [sample.stages[before].output] : []) }),
  ]);
  const scope = objectOf({
    input: definition.input ?? schemaOf(sample ? [sample.input] : []),
    item: schemaOf(sample ? [sample.item] : []),
    stages: objectOf(Object.fromEntries(outputs)),
  });
  if (!forEach) return scope;
  const subtask = objectOf({ item: itemOf(scope, forEach.items.$), index: { type: "integer" } });
  return { ...scope, properties: { ...(scope.properties as Record<string, Schema>), subtask } };
}

function itemOf(scope: Schema, items: string): Schema {
  const { items: item } = schemaAt(scope, items);
  return typeof item === "object" && item !== null ? (item as Schema) : {};
}

function inputOf(definition: Definition, stage: Stage, sample: SampleRun | null): Schema {
  const scope = scopeOf(definition, stage, sample);
  if (stage.input !== undefined) return schemaOfTemplate(stage.input, scope);
  return stage.forEach ? objectOf({ item: schemaAt(scope, "subtask.item") }) : schemaAt(scope, "input");
}

/** The last run's output of the stage; one of them where it is a list of its subtasks' outputs. */
function outputOf({ id, forEach }: Stage, sample: SampleRun | null): Schema {
  const made = sample?.stages[id]?.output;
  if (made === undefined || made === null) return {};
  return forEach ? schemaOf(Array.isArray(made) ? made : []) : schemaOf([made]);
}

/**
 * The declarations of `Input` and `Context`, what the code of a stage is called with: its input from the workflow's schema
 * and its template, and from the last run's outputs where they are read.
 */
export const codeDeclarations = (definition: Definition, stage: Stage, sample: SampleRun | null): string =>
  `type Input = ${typeOfSchema(inputOf(definition, stage, sample))};
/** What the code is told besides its input. */
interface Context {
  /** 1 for the first attempt. */
  attempt: number;
  /** What the check, or a reviewer, has said about the attempt before. */
  feedback: ${FEEDBACK} | null;
}
`;

/** The same for the code of a check, which is called with the output that it judges. */
export const checkDeclarations = (definition: Definition, stage: Stage, sample: SampleRun | null): string =>
  `type Input = ${typeOfSchema(outputOf(stage, sample))};
/** What the check is told besides the output. */
interface Context {
  /** What the stage was given. */
  input: ${typeOfSchema(inputOf(definition, stage, sample))};
  /** 1 for the first attempt. */
  attempt: number;
  maxAttempts: number;
  /** The attempts before, oldest first. */
  previous: { attempt: number; verdict: "accepted" | "rejected" | "uncertain" | null; feedback: ${FEEDBACK} | null; error: { code: string; message: string } | null; output: any }[];
}
`;
