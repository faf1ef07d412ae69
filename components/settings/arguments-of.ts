import type { JsonSchema } from "#core/service-method.ts";

export interface Argument {
  name: string;
  /** In a few words: `integer`, `list of Pet`, `"a" or "b"`. */
  type: string;
  isRequired: boolean;
  description: string;
}

const SHOWN_VALUES = 5;
const NAMES: Readonly<Record<string, string>> = { array: "list" };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The type of what fits a schema, in a few words. */
function typeWords(schema: unknown): string {
  if (!isRecord(schema)) return "anything";
  const { $ref, enum: values, const: only, type, items, anyOf, oneOf } = schema;
  if (typeof $ref === "string") return $ref.slice($ref.lastIndexOf("/") + 1);
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) {
    const shown = values.slice(0, SHOWN_VALUES).map((value) => JSON.stringify(value));
    return `${shown.join(" or ")}${values.length > SHOWN_VALUES ? " or …" : ""}`;
  }
  if (type === "array" && items !== undefined) return `list of ${typeWords(items)}`;
  if (typeof type === "string") return NAMES[type] ?? type;
  if (Array.isArray(type)) return type.map((one) => NAMES[String(one)] ?? String(one)).join(" or ");
  const choices = [anyOf, oneOf].find(Array.isArray);
  return choices ? [...new Set(choices.slice(0, SHOWN_VALUES).map(typeWords))].join(" or ") : "anything";
}

/** The arguments that a method takes by name, those that it needs first. */
export function argumentsOf(args: JsonSchema): Argument[] {
  if (!isRecord(args) || !isRecord(args.properties)) return [];
  const required = new Set(Array.isArray(args.required) ? args.required : []);
  const all = Object.entries(args.properties).map(([name, schema]) => ({
    name,
    type: typeWords(schema),
    isRequired: required.has(name),
    description: isRecord(schema) && typeof schema.description === "string" ? schema.description : "",
  }));
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}
