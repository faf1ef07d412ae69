import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { Answer, SchemaProblem } from "#server/expressions/protocol.ts";
import { recent } from "#server/expressions/recent.ts";

const MAX_PROBLEMS = 50;

const validators = recent(200, (text) => {
  const schema = JSON.parse(text) as Schema;
  return new Validator(schema, /draft-0?7/.test(String(schema.$schema)) ? "7" : "2020-12", false);
});

const unescapePart = (part: string): string => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
const escapePart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** The last quoted word: `Instance does not have required property "x".` blames x. */
const quoted = (text: string): string | null => /"([^"]*)"[^"]*$/.exec(text)?.[1] ?? null;

function problemOf({ keyword, instanceLocation, error }: OutputUnit): SchemaProblem {
  const missing = keyword === "required" ? quoted(error) : null;
  const parts = instanceLocation.replace(/^#\/?/, "").split("/").filter(Boolean).map(unescapePart);
  if (missing !== null) parts.push(missing);
  const field = parts.join(".");
  const text =
    keyword === "required"
      ? "is missing"
      : keyword === "false"
        ? "is not expected"
        : error.replace(/^Instance\s+/, "").replace(/\.$/, "");
  return {
    pointer: parts.map((part) => `/${escapePart(part)}`).join(""),
    field,
    message: `${field || "The value"} ${text}`,
  };
}

/** An outer error only says that an inner one exists; keep those that nothing lies beneath. */
function innermost(errors: OutputUnit[]): OutputUnit[] {
  const isRepeated = (outer: OutputUnit) =>
    outer.keyword === "additionalProperties" ||
    errors.some((inner) => inner.keywordLocation.startsWith(`${outer.keywordLocation}/`));
  return errors.filter((outer) => !isRepeated(outer));
}

export function validateSchema(schema: unknown, value: unknown): Answer {
  try {
    const { valid, errors } = validators(JSON.stringify(schema)).validate(value);
    const problems = valid ? [] : innermost(errors).map(problemOf);
    return { ok: true, value: dedupe(problems).slice(0, MAX_PROBLEMS) };
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      ok: false,
      failure: { code: "schema", message: `The schema cannot be used: ${message}`, retryable: false },
    };
  }
}

const dedupe = (problems: SchemaProblem[]): SchemaProblem[] => [
  ...new Map(problems.map((problem) => [problem.field + problem.message, problem])).values(),
];
