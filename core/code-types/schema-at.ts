import type { Schema } from "#core/code-types/schema-of-values.ts";
import { schemaOf } from "#core/code-types/schema-of-values.ts";
import { isExpression } from "#core/expression.ts";

const PLAIN_PATH = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

function below(schema: unknown, name: string): unknown {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return undefined;
  const { properties } = schema;
  return typeof properties === "object" && properties !== null && Object.hasOwn(properties, name)
    ? (properties as Record<string, unknown>)[name]
    : undefined;
}

/** What an expression gives, if it is a path through objects such as `stages.parse.output`; else anything. */
export function schemaAt(scope: Schema, expression: string): Schema {
  const path = expression.trim();
  if (!PLAIN_PATH.test(path)) return {};
  const found = path.split(".").reduce<unknown>(below, scope);
  return typeof found === "object" && found !== null ? (found as Schema) : {};
}

/** What a template gives, JSON in which any place may hold an expression over the scope. */
export function schemaOfTemplate(template: unknown, scope: Schema): Schema {
  if (isExpression(template)) return schemaAt(scope, template.$);
  if (Array.isArray(template))
    return { type: "array", prefixItems: template.map((part) => schemaOfTemplate(part, scope)), items: false };
  if (typeof template !== "object" || template === null) return schemaOf([template]);
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(template).map(([name, part]) => [name, schemaOfTemplate(part, scope)]),
    ),
    required: Object.keys(template),
  };
}
