import { expect, test } from "vitest";
import { Definition, Stage } from "#core/definition.ts";
import { configReadsOf, inputParts } from "#core/input-parts.ts";

const stage = (more: object = {}) => Stage.parse({ id: "a", kind: "code", config: { source: "x" }, ...more });
const SCOPE = {
  input: { n: 1 },
  item: { id: "i" },
  run: { id: 7 },
  stages: { before: { output: 1 }, other: { output: null } },
};

test("what a config or a check reads beside the input is told, what an input or an action reads is not", () => {
  const { stages } = Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [
      { id: "before", kind: "transform", config: { expression: "1" } },
      {
        id: "a",
        kind: "http",
        config: { url: { $: "stages.before.output.url" }, headers: { "X-Item": { $: "item.id" } } },
        input: { $: "stages.other.output" },
        check: { expression: "output = stages.third.output" },
        actions: [{ on: "success", url: { $: "run.id" } }],
      },
      { id: "any", kind: "transform", config: { expression: "$lookup(stages, input.name)" } },
      {
        id: "both",
        kind: "http",
        config: { url: { $: "$lookup(stages, 'x')" }, body: { $: "stages.before.output" } },
      },
    ],
  });
  const reads = configReadsOf({ heddle: 1, name: "test.flow", title: "", dependencies: [], stages });
  expect([...reads.keys()]).toEqual(["before", "a", "any", "both"]);
  expect(reads.get("a")?.stages).toEqual(new Set(["before", "third"]));
  expect(reads.get("a")?.names).toEqual(new Set(["item", "output"]));
  expect(reads.get("any")?.stages).toBe("all");
  expect(reads.get("both")?.stages).toBe("all");
});

test("an output depends on what the stage does and what it is given", () => {
  expect(inputParts(stage(), { text: "t" }, undefined, SCOPE)).toEqual({
    kind: "code",
    config: { source: "x" },
    input: { text: "t" },
  });
  expect(inputParts(stage(), undefined, undefined, SCOPE)).toMatchObject({ input: null });
});

test("it depends on the version of its cache, on its check, and on the feedback of the attempt before", () => {
  const checked = stage({ cache: { version: "2" }, check: { expression: "true" } });
  expect(inputParts(checked, 1, undefined, { ...SCOPE, feedback: "Shorter" })).toMatchObject({
    version: "2",
    check: { expression: "true" },
    feedback: "Shorter",
  });
});

test("what a model costs is no part of it", () => {
  const config = { model: "small", prompt: "Hello" };
  const llm = Stage.parse({ id: "a", kind: "llm", config: { ...config, inputPrice: 1, outputPrice: 2 } });
  expect(inputParts(llm, 1, undefined, SCOPE)).toMatchObject({ kind: "llm" });
  expect(inputParts(llm, 1, undefined, SCOPE).config).toEqual(config);
});

test("it depends on what its config reads, and on nothing else of the scope", () => {
  const reads = { stages: new Set(["before"]), names: new Set(["item", "stages", "feedback", "subtask"]) };
  expect(inputParts(stage(), 1, reads, SCOPE)).toMatchObject({ stages: { before: 1 }, scope: { item: { id: "i" } } });
  expect(inputParts(stage(), 1, { stages: "all", names: new Set() }, SCOPE)).toMatchObject({
    stages: { before: 1, other: null },
  });
});

test("the functions of the workflow are part of it where the code uses them", () => {
  expect(inputParts(stage(), 1, undefined, SCOPE, "export const a = 1;")).toMatchObject({
    functions: "export const a = 1;",
  });
  expect(inputParts(stage(), 1, undefined, SCOPE)).not.toHaveProperty("functions");
});
