/** The part of JSON Schema that types are made from. */
export type Schema = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 6;
const MAX_KEYS = 100;
const MAX_ITEMS = 20;

type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";

function kindOf(value: unknown): Kind | null {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const kind = typeof value;
  return kind === "boolean" || kind === "number" || kind === "string" || kind === "object" ? kind : null;
}

/** Open, for the next value may have more; what not all of them have is not required. */
function objectSchema(values: readonly Record<string, unknown>[], depth: number): Schema {
  const names = [...new Set(values.flatMap((value) => Object.keys(value).slice(0, MAX_KEYS)))].slice(0, MAX_KEYS);
  const having = (name: string) => values.filter((value) => Object.hasOwn(value, name));
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        schemaOf(
          having(name).map((value) => value[name]),
          depth + 1,
        ),
      ]),
    ),
    required: names.filter((name) => having(name).length === values.length),
    additionalProperties: true,
  };
}

function schemaOfKind(kind: Kind, values: readonly unknown[], depth: number): Schema {
  if (kind === "array")
    return {
      type: "array",
      items: schemaOf(
        (values as unknown[][]).flatMap((value) => value.slice(0, MAX_ITEMS)).slice(0, MAX_ITEMS),
        depth + 1,
      ),
    };
  if (kind === "object") return objectSchema(values as Record<string, unknown>[], depth);
  return { type: kind };
}

/**
 * A schema that all of the values fit, as far as one looks: a hundred keys, twenty elements, six levels. Without values, or
 * deeper than that, it allows anything.
 */
export function schemaOf(values: readonly unknown[], depth = 0): Schema {
  if (depth > MAX_DEPTH) return {};
  const kinds = Map.groupBy(values, kindOf);
  const schemas = [...kinds].flatMap(([kind, found]) => (kind === null ? [] : [schemaOfKind(kind, found, depth)]));
  const [only = {}, ...others] = schemas;
  return others.length === 0 ? only : { anyOf: schemas };
}
