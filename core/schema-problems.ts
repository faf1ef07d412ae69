import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";

/** Where a value does not fit its schema. */
export interface SchemaProblem {
  /** JSON pointer into the value, "" for the value itself. */
  pointer: string;
  /** The same as a dotted path, `address.lines.0`; "" for the value itself. */
  field: string;
  message: string;
}

const MAX_PROBLEMS = 50;

const unescapePart = (part: string): string => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
const escapePart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** The last quoted word: `Instance does not have required property "x".` blames x. */
const quoted = (text: string): string => String(text.split('"').at(-2));

function textOf(keyword: string, error: string): string {
  if (keyword === "required") return "is missing";
  if (keyword === "false") return "is not expected";
  return error.replace(/^Instance\s+/, "").replace(/\.$/, "");
}

function problemOf({ keyword, instanceLocation, error }: OutputUnit): SchemaProblem {
  const parts = instanceLocation.replace(/^#\/?/, "").split("/").filter(Boolean).map(unescapePart);
  if (keyword === "required") parts.push(quoted(error));
  const field = parts.join(".");
  return {
    pointer: parts.map((part) => `/${escapePart(part)}`).join(""),
    field,
    message: `${field || "The value"} ${textOf(keyword, error)}`,
  };
}

/** An outer error only says that an inner one exists; keep those that nothing lies beneath. */
function innermost(errors: OutputUnit[]): OutputUnit[] {
  const isRepeated = (outer: OutputUnit) =>
    outer.keyword === "additionalProperties" ||
    errors.some((inner) => inner.keywordLocation.startsWith(`${outer.keywordLocation}/`));
  return errors.filter((outer) => !isRepeated(outer));
}

/** A validator for a JSON Schema; `$schema` of draft 7 is respected, else it is 2020-12. */
export const validatorOf = (schema: Schema): Validator =>
  new Validator(schema, /draft-0?7/.test(String(schema.$schema)) ? "7" : "2020-12", false);

/** What is wrong with a value, each part once, fifty at most. Throws what a schema that cannot be used throws. */
export function schemaProblems(validator: Validator, value: unknown): SchemaProblem[] {
  const { valid, errors } = validator.validate(value);
  if (valid) return [];
  const problems = innermost(errors).map(problemOf);
  return [...new Map(problems.map((problem) => [problem.field + problem.message, problem])).values()].slice(
    0,
    MAX_PROBLEMS,
  );
}
