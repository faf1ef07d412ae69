import { expect, test } from "vitest";
import { type CustomStage, customStageProblems, initialInput } from "#core/custom-stages.ts";
import { Definition } from "#core/definition.ts";

const prices: CustomStage = {
  name: "prices",
  title: "Prices",
  description: "",
  input: { type: "object", properties: { ticker: { type: "string" }, "not a name": {} } },
  output: {},
  config: {
    type: "object",
    required: ["source"],
    properties: { source: { type: "object", properties: { days: { type: "integer" } } } },
    additionalProperties: false,
  },
};

const problemsWith = (kind: string, config: object) =>
  customStageProblems(Definition.parse({ heddle: 1, name: "x", stages: [{ id: "a", kind, config }] }), [prices]);

test("a stage that no worker has loaded is a problem of its kind", () => {
  expect(problemsWith("custom:unheard", {})).toEqual([
    {
      code: "unknown_kind",
      message: "Stage a: no worker has loaded a stage custom:unheard; see HEDDLE_STAGES",
      path: ["stages", 0, "kind"],
      stageId: "a",
    },
  ]);
});

test("a config is checked against the schema that the worker has published", () => {
  expect(problemsWith("custom:prices", { source: {} })).toEqual([]);
  expect(problemsWith("custom:prices", { source: { days: "x" } })[0]).toMatchObject({
    code: "config",
    path: ["stages", 0, "config", "source", "days"],
  });
  expect(problemsWith("custom:prices", {})[0]?.message).toBe("Stage a: config: source is missing");
});

test("a config that is not even an object of its shape is blamed as a whole", () => {
  const never = { ...prices, config: { type: "object", minProperties: 1 } };
  const definition = Definition.parse({ heddle: 1, name: "x", stages: [{ id: "a", kind: "custom:prices" }] });

  expect(customStageProblems(definition, [never])[0]?.path).toEqual(["stages", 0, "config"]);
});

test.each([
  [{}, ["Stage a: input: ticker is missing"]],
  [{ day: 1 }, ["Stage a: input: ticker is missing"]],
  [{ ticker: { $: "input.ticker" } }, []],
  [{ $: "input" }, []],
  ["text", []],
  [undefined, []],
])("an input of %j names what the stage needs", (input, messages) => {
  const needs = { ...prices, config: {}, input: { ...prices.input, required: ["ticker"] } };
  const stages = [{ id: "a", kind: "custom:prices", input }];
  const definition = Definition.parse({ heddle: 1, name: "x", stages });

  expect(customStageProblems(definition, [needs]).map(({ message }) => message)).toEqual(messages);
  expect(customStageProblems(definition, [{ ...needs, input: {} }])).toEqual([]);
});

test("other kinds are none of its business", () => {
  expect(problemsWith("code", { source: 1 })).toEqual([]);
});

test("its input begins with the fields of the run's input that have the same names", () => {
  expect(initialInput(prices)).toEqual({ ticker: { $: "input.ticker" } });
  expect(initialInput({ ...prices, input: { type: "string" } })).toBeUndefined();
});
