import { type OutputUnit, type Schema, type SchemaDraft, Validator } from "@cfworker/json-schema";

export type JsonSchema = Record<string, unknown>;

/** What is wrong with one value: where (keys and indexes) and a sentence. */
export interface ValueProblem {
  path: string[];
  message: string;
}

/** Keywords that only say that something beneath them failed. */
const WRAPPERS = new Set([
  "properties",
  "patternProperties",
  "items",
  "prefixItems",
  "allOf",
  "$ref",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "additionalItems",
  "additionalProperties",
]);

const DRAFTS: [RegExp, SchemaDraft][] = [
  [/draft-0?4/, "4"],
  [/draft-0?[67]/, "7"],
  [/2019-09/, "2019-09"],
];

const draftOf = (schema: JsonSchema): SchemaDraft =>
  DRAFTS.find(([pattern]) => pattern.test(String(schema.$schema ?? "")))?.[1] ?? "2020-12";

/** Checks a value against a JSON Schema without ever evaluating code. A schema that is itself broken finds nothing: the server judges it. */
export function checkValue(schema: JsonSchema, value: unknown): ValueProblem[] {
  try {
    const { errors } = new Validator(schema as Schema, draftOf(schema), false).validate(
      defined(value) ?? (schema.type === "object" ? {} : null),
    );
    return errors.filter(({ keyword }) => !WRAPPERS.has(keyword)).map(problemOf);
  } catch {
    return [];
  }
}

/** The value as JSON has it: fields that were cleared are gone, not undefined. */
export function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => defined(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, defined(field)]),
  );
}

function problemOf({ keyword, instanceLocation, error }: OutputUnit): ValueProblem {
  const path = instanceLocation
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword !== "required") return { path, message: sentence(keyword, error) };
  const missing = /"(.*)"/.exec(error)?.[1];
  return { path: missing === undefined ? path : [...path, missing], message: "This is needed." };
}

function sentence(keyword: string, error: string): string {
  const limit = error.match(/-?\d+(\.\d+)?/g)?.at(-1);
  switch (keyword) {
    case "minLength":
      return `Write at least ${limit} characters.`;
    case "maxLength":
      return `Write at most ${limit} characters.`;
    case "minimum":
      return `This must be ${limit} or more.`;
    case "maximum":
      return `This must be ${limit} or less.`;
    case "minItems":
      return `Add at least ${limit}.`;
    case "maxItems":
      return `Keep at most ${limit}.`;
    case "enum":
      return "Choose one of the options.";
    case "pattern":
      return `This must match ${/pattern\.?\s*"?(.*?)"?\.?$/.exec(error)?.[1] || "the pattern"}.`;
    case "format":
      return `This must be a valid ${/format "(.*?)"/.exec(error)?.[1] ?? "value"}.`;
    case "type":
      return `This must be ${/Expected "(.*?)"/.exec(error)?.[1]?.replaceAll('", "', " or ") ?? "of another type"}.`;
    case "false":
      return "This is not expected.";
    default:
      return error;
  }
}
