import type { Schema } from "#server/api/rest/doors.ts";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** The schema of a value that is there: without the alternative null. */
function present(schema: Schema): Schema {
  const others = schema.anyOf?.filter(({ type }) => type !== "null");
  return others?.length === 1 && others[0] ? others[0] : schema;
}

/** A text of an address as the value that a schema asks for. What does not read as one stays text, and is refused with its field. */
export function readValue(text: string, schema: Schema): unknown {
  const { type } = present(schema);
  switch (type) {
    case "string":
      return text;
    case "integer":
    case "number":
      return NUMBER.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return jsonOf(text);
  }
}

/** Values that are no simple ones stand in an address as JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether a field of a query takes several values, each said by naming it again. */
export const takesSeveral = (schema: Schema): boolean => present(schema).type === "array";

/** What each of several values has to be. */
export const oneOf = (schema: Schema): Schema => present(schema).items ?? {};
