import type { Schema } from "#core/code-types/schema-of-values.ts";

const MAX_DEPTH = 12;
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

const PLAIN: Record<string, string> = {
  null: "null",
  boolean: "boolean",
  number: "number",
  integer: "number",
  string: "string",
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] | null => (Array.isArray(value) && value.length > 0 ? value : null);

const literal = (value: unknown): string =>
  ["string", "number", "boolean"].includes(typeof value) || value === null ? JSON.stringify(value) : "any";

const union = (types: readonly string[]): string => {
  const distinct = [...new Set(types)];
  return distinct.includes("any") ? "any" : distinct.join(" | ");
};

/** A list of the type, whatever signs are in it. */
const listOfType = (type: string): string => (/^\w+$/.test(type) ? `${type}[]` : `Array<${type}>`);

/** What a schema says of a property, for whoever points at it. TypeScript takes words on the line of what is before for words about that. */
function comment(schema: unknown): string {
  if (!isSchema(schema)) return "";
  const words = [schema.title, schema.description].filter((text) => typeof text === "string" && text !== "");
  return words.length === 0 ? "" : `\n/** ${words.join(": ").replaceAll("*/", "* /")} */ `;
}

/** Turns schemas into types; `$ref` is followed within the schema that it began with. */
class TypeWriter {
  readonly #root: Schema;

  constructor(root: Schema) {
    this.#root = root;
  }

  typeOf(schema: unknown, depth: number): string {
    if (!isSchema(schema) || depth > MAX_DEPTH) return "any";
    const one = (part: unknown) => this.typeOf(part, depth + 1);
    if (typeof schema.$ref === "string") return one(this.#referred(schema.$ref));
    if ("const" in schema) return literal(schema.const);
    const choices = listOf(schema.enum);
    if (choices) return union(choices.map(literal));
    const either = listOf(schema.anyOf) ?? listOf(schema.oneOf);
    if (either) return union(either.map(one));
    const all = listOf(schema.allOf);
    if (all) return all.map((part) => `(${one(part)})`).join(" & ");
    const types = listOf(schema.type);
    if (types) return union(types.map((type) => one({ ...schema, type })));
    return this.#plain(schema, depth);
  }

  #plain(schema: Schema, depth: number): string {
    if (schema.type === "array" || (schema.type === undefined && schema.items)) return this.#list(schema, depth);
    if (schema.type === "object" || (schema.type === undefined && schema.properties))
      return this.#object(schema, depth);
    return PLAIN[String(schema.type)] ?? "any";
  }

  #list({ items, prefixItems }: Schema, depth: number): string {
    const first = listOf(prefixItems);
    if (!first) return listOfType(this.typeOf(items, depth + 1));
    const rest = items === false ? "" : `, ...${listOfType(this.typeOf(items, depth + 1))}`;
    return `[${first.map((item) => this.typeOf(item, depth + 1)).join(", ")}${rest}]`;
  }

  #object({ properties, required, additionalProperties }: Schema, depth: number): string {
    const needed = new Set(listOf(required) ?? []);
    const fields = Object.entries(isSchema(properties) ? properties : {}).map(([name, property]) => {
      const key = NAME.test(name) ? name : JSON.stringify(name);
      return `${comment(property)}${key}${needed.has(name) ? "" : "?"}: ${this.typeOf(property, depth + 1)}`;
    });
    // A schema that names no property says nothing, one that does is taken at its word.
    const isOpen = fields.length === 0 ? additionalProperties !== false : Boolean(additionalProperties);
    if (isOpen)
      fields.push(`[name: string]: ${fields.length === 0 ? this.typeOf(additionalProperties, depth + 1) : "any"}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join("; ")} }`;
  }

  #referred(reference: string): unknown {
    if (!reference.startsWith("#")) return undefined;
    const parts = reference.slice(1).split("/").filter(Boolean);
    const names = parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    return names.reduce<unknown>((place, name) => (isSchema(place) ? place[name] : undefined), this.#root);
  }
}

/** The TypeScript type of what fits a JSON Schema; `any` for what cannot be told from it. */
export const typeOfSchema = (schema: Schema): string => new TypeWriter(schema).typeOf(schema, 0);
