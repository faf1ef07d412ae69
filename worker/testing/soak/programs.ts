import fc from "fast-check";
import { EXPRESSIONS, PLAIN_EXPRESSIONS, PLAIN_STATEMENTS, STATEMENTS } from "#worker/testing/soak/templates.ts";

/** A random program, and what chance it and the world outside have. */
export interface Program {
  source: string;
  seed: number;
}

const PRELUDE = `
let fuel = 30, a = 1, b = 2, c = 3;
const out = [], background = [], list = [3, 1, 2], map = new Map([["k", 1]]), set = new Set([1]), weak = new WeakMap();
const begin = Date.now();
const int = (value) => Math.trunc(Number(value)) || 0;
const note = (...values) => { for (const value of values) if (out.length < 300) out.push(typeof value === "number" ? value : String(value)); };
const nap = async (ms) => { if (fuel-- > 0) await sleep(ms); };
const ask = async (method, args) => (fuel-- > 0 ? callHost("host", method, args) : { n: -1 });
`;

/** Each of these is a wait out of the sandbox; one is longer than any that a timer of Node could be. */
const MILLISECONDS = ["0", "1", "2", "5", "13", "40", "60000", "2147483647"];

const programText = (body: string): string => `${PRELUDE}
export default async (input) => {
  await nap(1);
  try {
    ${body}
  } catch (error) { note("thrown", error?.name, error?.message); }
  await Promise.allSettled(background);
  return { out, input, numbers: [a, b, c, fuel, list, [...set]], luck: Math.random(), at: Date.now() };
};
`;

const HOLES = /<([SEK])>/;

/** Fills the holes of a template. */
function filled(template: string, holes: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<string> {
  const parts = template.split(HOLES);
  const given = parts.map((part, index) => (index % 2 === 0 ? fc.constant(part) : (holes[part] ?? fc.constant(""))));
  return fc.tuple(...given).map((texts) => texts.join(""));
}

const { statement } = fc.letrec<Record<"expression" | "statement" | "block", string>>((tie) => {
  const K = fc.constantFrom(...MILLISECONDS);
  const holes = { E: tie("expression"), S: tie("block"), K };
  const anyOf = (templates: string[]) => fc.oneof(...templates.map((template) => filled(template, holes)));
  return {
    expression: fc.oneof(
      { maxDepth: 2, depthIdentifier: "expression" },
      { arbitrary: fc.constantFrom(...PLAIN_EXPRESSIONS), weight: 3 },
      { arbitrary: anyOf(EXPRESSIONS), weight: 2 },
    ),
    statement: fc.oneof(
      { maxDepth: 3, depthIdentifier: "statement" },
      { arbitrary: anyOf(PLAIN_STATEMENTS), weight: 3 },
      { arbitrary: anyOf(STATEMENTS), weight: 2 },
    ),
    block: fc
      .array(tie("statement"), { minLength: 1, maxLength: 4, size: "max", depthIdentifier: "statement" })
      .map((statements) => statements.join("\n")),
  };
});

/** Programs of loops, closures, generators, promises, errors, waits and calls. */
export const programs: fc.Arbitrary<Program> = fc.record({
  source: fc
    .array(statement, { minLength: 2, maxLength: 8, size: "max" })
    .map((statements) => programText(statements.join("\n    "))),
  seed: fc.nat({ max: 0x7fffffff }),
});
