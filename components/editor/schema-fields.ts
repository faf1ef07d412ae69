/** One line of the small builder for JSON Schemas. */
export interface SchemaField {
  name: string;
  kind: FieldKind;
  title: string;
  required: boolean;
  choices: string[];
  /** What the schema says besides, kept as it is. */
  rest: Record<string, unknown>;
}

export const FIELD_KINDS = {
  text: "Text",
  long_text: "Long text",
  file: "Text file",
  number: "Number",
  whole_number: "Whole number",
  yes_no: "Yes or no",
  choice: "Choice",
  json: "JSON",
} as const;
export type FieldKind = keyof typeof FIELD_KINDS;

type Schema = Record<string, unknown>;

const SHAPES: Record<FieldKind, (choices: string[]) => Schema> = {
  text: () => ({ type: "string" }),
  long_text: () => ({ type: "string", format: "textarea" }),
  file: () => ({ type: "string", contentMediaType: "text/plain" }),
  number: () => ({ type: "number" }),
  whole_number: () => ({ type: "integer" }),
  yes_no: () => ({ type: "boolean" }),
  choice: (choices) => ({ type: "string", enum: choices }),
  json: () => ({}),
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The lines that stand for a schema of an object. */
export function fieldsOf(schema: Schema | undefined): SchemaField[] {
  const properties = isSchema(schema?.properties) ? schema.properties : {};
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return Object.entries(properties).map(([name, property]) =>
    fieldOf(name, isSchema(property) ? property : {}, required.includes(name)),
  );
}

function fieldOf(name: string, property: Schema, required: boolean): SchemaField {
  const kind = kindOf(property);
  const choices = kind === "choice" && Array.isArray(property.enum) ? property.enum.map(String) : [];
  const rest = { ...property };
  for (const key of ["title", ...Object.keys(SHAPES[kind](choices))]) delete rest[key];
  return { name, kind, title: typeof property.title === "string" ? property.title : "", required, choices, rest };
}

function kindOf(property: Schema): FieldKind {
  const { type } = property;
  if (
    Array.isArray(property.enum) &&
    property.enum.every((choice) => typeof choice === "string") &&
    (type === "string" || type === undefined)
  )
    return "choice";
  if (property.enum !== undefined) return "json";
  if (type === "boolean") return "yes_no";
  if (type === "number") return "number";
  if (type === "integer") return "whole_number";
  if (type !== "string") return "json";
  if (property.contentMediaType === "text/plain") return "file";
  return property.format === "textarea" ? "long_text" : "text";
}

/** The schema that lines stand for; what a builder cannot show of the one before is kept. Without lines, none. */
export function schemaOf(fields: readonly SchemaField[], before: Schema | undefined): Schema | undefined {
  const { properties: _, required: __, ...kept } = before ?? {};
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    ...kept,
    type: "object",
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      fields.map(({ name, kind, title, choices, rest }) => [
        name,
        { ...SHAPES[kind](choices), ...(title && { title }), ...rest },
      ]),
    ),
  };
}

/** The line with another kind; what only made sense for its kind before is left behind. */
export function withKind(field: SchemaField, kind: FieldKind): SchemaField {
  const { description } = field.rest;
  return {
    ...field,
    kind,
    choices: kind === "choice" ? ["first", "second"] : [],
    rest: description === undefined ? {} : { description },
  };
}

/** A name that no line has yet. */
export function freeFieldName(fields: readonly SchemaField[]): string {
  const taken = new Set(fields.map(({ name }) => name));
  let number = fields.length + 1;
  while (taken.has(`field${number}`)) number += 1;
  return `field${number}`;
}
