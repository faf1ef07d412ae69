import type { UiSchema } from "@rjsf/utils";
import type { JsonSchema } from "#components/ui/schema-form/check-value.ts";

const LONG_TEXT_FROM = 200;
const RADIO_UP_TO = 4;
const MAX_DEPTH = 12;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const pointer = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(String(schema.$ref ?? ""));
  const shelf = pointer?.[1] ? root[pointer[1]] : undefined;
  const found = isSchema(shelf) && pointer?.[2] ? shelf[pointer[2]] : undefined;
  return isSchema(found) ? { ...found, ...schema } : schema;
}

/** Whether no control fits the shape, so that it is written as JSON. */
function needsJson(schema: JsonSchema): boolean {
  if (schema.enum !== undefined || schema.const !== undefined || schema.oneOf || schema.anyOf) return false;
  if (schema.type === undefined) return !schema.properties && !schema.$ref;
  if (Array.isArray(schema.type)) return schema.type.filter((type) => type !== "null").length !== 1;
  if (schema.type === "object") return !isSchema(schema.properties);
  if (schema.type === "array") return !isSchema(schema.items) && !Array.isArray(schema.items);
  return false;
}

function widgetOf(schema: JsonSchema): string | null {
  if (Array.isArray(schema.enum)) return schema.enum.length <= RADIO_UP_TO ? "radio" : "select";
  if (schema.type === "boolean") return "checkbox";
  if (schema.type !== "string") return null;
  if (schema.contentMediaType === "text/plain") return "textFile";
  if (schema.format === "textarea" || Number(schema.maxLength) > LONG_TEXT_FROM) return "textarea";
  return null;
}

/** Which control each part of a schema gets. */
export function uiSchemaOf(given: JsonSchema, root: JsonSchema = given, depth = 0): UiSchema {
  const schema = resolved(given, root);
  if (depth > MAX_DEPTH || needsJson(schema)) return { "ui:field": "json" };
  const widget = widgetOf(schema);
  const ui: UiSchema = widget ? { "ui:widget": widget } : {};
  if (isSchema(schema.properties))
    for (const [name, property] of Object.entries(schema.properties))
      if (isSchema(property)) ui[name] = uiSchemaOf(property, root, depth + 1);
  if (isSchema(schema.items)) ui.items = uiSchemaOf(schema.items, root, depth + 1);
  return ui;
}
