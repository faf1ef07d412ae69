import { expect, test } from "vitest";
import { checkDeclarations, codeDeclarations, type SampleRun } from "#core/code-types/stage-declarations.ts";
import { Definition, type Stage } from "#core/definition.ts";

const SAMPLE: SampleRun = {
  input: { rows: [{ n: 1 }] },
  item: { id: "a" },
  stages: {
    parse: { output: { rows: [{ n: 1 }], title: "t" } },
    each: { output: [{ done: true }, { done: false }] },
    broken: { output: null },
  },
};

function typesOf(
  stage: Partial<Stage>,
  {
    input,
    sample = SAMPLE,
    of = codeDeclarations,
  }: { input?: object; sample?: SampleRun | null; of?: typeof codeDeclarations } = {},
): string {
  const definition = Definition.parse({
    heddle: 1,
    name: "typed",
    ...(input && { input }),
    stages: [
      { id: "parse", kind: "code" },
      { id: "each", kind: "code", forEach: { items: { $: "stages.parse.output.rows" } } },
      { id: "last", kind: "code", ...stage },
    ],
    dependencies: [
      { from: "parse", to: "last" },
      { from: "each", to: "last" },
    ],
  });
  return of(definition, definition.stages[2] as Stage, sample);
}

const inputOf = (...given: Parameters<typeof typesOf>) => /^type Input = (.*);$/m.exec(typesOf(...given))?.[1];
const ROW = "{ n: number; [name: string]: any }";

test("without a template the input is the run's, from its schema", () => {
  const schema = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  expect(inputOf({}, { input: schema })).toBe("{ id: string }");
});

test("without a schema it is told from the last run, or not at all", () => {
  expect(inputOf({})).toBe(`{ rows: Array<${ROW}>; [name: string]: any }`);
  expect(inputOf({}, { sample: null })).toBe("any");
});

test("a template is typed place by place; of expressions those that are paths", () => {
  const input = {
    title: { $: "stages.parse.output.title" },
    sum: { $: "$sum(stages.parse.output.rows.n)" },
    none: { $: "stages.nobody.output" },
    odd: { $: "toString" },
    deep: { $: "stages.parse.output.title.length" },
    pair: [1, { $: "item.id" }],
  };
  expect(inputOf({ input })).toBe(
    "{ title: string; sum: any; none: any; odd: any; deep: any; pair: [number, string] }",
  );
  expect(inputOf({ input: { $: "stages.each.output" } }, { sample: null })).toBe("any");
});

test("a subtask is given its item, of the list that it is made from", () => {
  const forEach = { items: { $: "stages.parse.output.rows" }, onFailure: "fail" as const };
  expect(inputOf({ forEach })).toBe(`{ item: ${ROW} }`);
  expect(inputOf({ forEach, input: { row: { $: "subtask.item.n" }, at: { $: "subtask.index" } } })).toBe(
    "{ row: number; at: number }",
  );
  expect(inputOf({ forEach: { ...forEach, items: { $: "stages.parse.output" } } })).toBe("{ item: any }");
});

test("code is told its attempt and what was said about the one before", () => {
  expect(typesOf({})).toContain("interface Context");
  expect(typesOf({})).toMatch(/attempt: number;[\s\S]*feedback: \{ summary: string;.*\} \| null/);
});

test("a check is called with the output that it judges, and told the input", () => {
  const of = checkDeclarations;
  expect(inputOf({ id: "broken" }, { of })).toBe("any");
  expect(inputOf({ id: "fresh" }, { of })).toBe("any");
  const made: SampleRun = { ...SAMPLE, stages: { ...SAMPLE.stages, last: { output: { text: "x" } } } };
  expect(inputOf({}, { of, sample: made })).toBe("{ text: string; [name: string]: any }");
  const forEach = { items: { $: "input.rows" }, onFailure: "fail" as const };
  const list: SampleRun = { ...made, stages: { ...made.stages, last: { output: [1, 2] } } };
  expect(inputOf({ forEach }, { of, sample: list })).toBe("number");
  expect(inputOf({ forEach }, { of, sample: made })).toBe("any");
  expect(typesOf({ input: { $: "item.id" } }, { of })).toMatch(/input: string;[\s\S]*maxAttempts: number/);
});
