const NAME = "[A-Za-z_][A-Za-z0-9_]*";
const PLAIN_PATH = new RegExp(`^${NAME}(?:\\.${NAME})*$`);

/** Words that mean something else to JSONata than the name of a field. */
const RESERVED = new Set(["and", "or", "in", "true", "false", "null", "function", "__proto__"]);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** JSONata takes objects with these marks for functions and does not look into them. */
const looksLikeFunction = (value: Record<string, unknown>): boolean =>
  value._jsonata_function === true || value._jsonata_lambda === true;

/**
 * Resolves a plain dotted path such as `input.text` with the same result as JSONata, without JSONata.
 * Returns `{ value }` (null when nothing is there), or null when the expression is more than a path or meets an array on the way.
 */
export function resolvePath(source: string, scope: unknown): { value: unknown } | null {
  const path = source.trim();
  if (!PLAIN_PATH.test(path)) return null;
  const names = path.split(".");
  if (names.some((name) => RESERVED.has(name))) return null;
  let value: unknown = scope;
  for (const name of names) {
    if (Array.isArray(value)) return null;
    if (!isObject(value) || !Object.hasOwn(value, name)) return { value: null };
    if (looksLikeFunction(value)) return null;
    value = value[name];
  }
  return { value: value === undefined ? null : value };
}
