import { expect, test } from "vitest";
import { readDefinition } from "#core/problems.ts";

type Json = Record<string, unknown>;
const stage = (id: string, more: Json = {}): Json => ({
  id,
  kind: "transform",
  config: { expression: "input" },
  ...more,
});
const read = (stages: Json[], dependencies: Json[] = [], more: Json = {}) =>
  readDefinition({ heddle: 1, name: "test.flow", stages, dependencies, ...more });
const problemsOf = (...args: Parameters<typeof read>) => read(...args).problems;

test("a definition that makes sense has no problems", () => {
  const definition = [
    [stage("a"), stage("b", { input: { $: "stages.a.output" } })],
    [{ from: "a", to: "b", when: { $: "stages.a.output.ok" } }],
    { itemId: { $: "input.id" }, input: { type: "object" } },
  ] as const;
  expect(problemsOf([...definition[0]], [...definition[1]], definition[2])).toEqual([]);
});

test("what does not fit the shape is named by its path, and there is no definition", () => {
  const { definition, problems } = readDefinition({
    heddle: 1,
    name: "A",
    stages: [{ id: "a", kind: "magic" }],
    extra: 1,
  });
  expect(definition).toBeNull();
  expect(problems.map(({ code, path }) => [code, path.join(".")])).toEqual(
    expect.arrayContaining([
      ["shape", "name"],
      ["shape", "stages.0.kind"],
      ["shape", ""],
    ]),
  );
  expect(problems.find(({ path }) => path.length === 0)?.message).toMatch(/^definition: /);
  expect(problems.find(({ path }) => path[0] === "name")?.message).toMatch(/^name: /);
});

test.each([null, 7, "text", []])("%j is no definition", (json) => {
  expect(readDefinition(json)).toMatchObject({ definition: null, problems: [{ code: "shape", path: [] }] });
});

test("a workflow without stages cannot be published", () => {
  expect(problemsOf([])).toEqual([{ code: "empty", message: "The workflow has no stages yet", path: ["stages"] }]);
});

test("two stages with one id are named at the second", () => {
  expect(problemsOf([stage("a"), stage("a")])).toEqual([
    { code: "duplicate_stage", message: "There are two stages with the id a", path: ["stages", 1, "id"], stageId: "a" },
  ]);
});

test("a dependency names two stages that exist", () => {
  expect(
    problemsOf(
      [stage("a")],
      [
        { from: "a", to: "x" },
        { from: "y", to: "a" },
      ],
    ),
  ).toEqual([
    { code: "unknown_stage", message: "Dependency a → x names the unknown stage x", path: ["dependencies", 0, "to"] },
    { code: "unknown_stage", message: "Dependency y → a names the unknown stage y", path: ["dependencies", 1, "from"] },
  ]);
});

test("a dependency is there once, and leads to another stage", () => {
  expect(
    problemsOf(
      [stage("a"), stage("b")],
      [
        { from: "a", to: "b" },
        { from: "a", to: "b" },
        { from: "a", to: "a" },
      ],
    ),
  ).toEqual([
    {
      code: "duplicate_dependency",
      message: "Dependency a → b is there twice",
      path: ["dependencies", 1],
      stageId: "b",
    },
    { code: "self_dependency", message: "Stage a depends on itself", path: ["dependencies", 2], stageId: "a" },
  ]);
});

test("a cycle is named by its stages in order", () => {
  const dependencies = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "c", to: "b" },
  ];
  expect(problemsOf([stage("a"), stage("b"), stage("c")], dependencies)).toEqual([
    { code: "cycle", message: "These stages wait for each other: b → c → b", path: ["dependencies"], stageId: "b" },
  ]);
});

test("a config that does not fit its kind is named at its field", () => {
  const [problem] = problemsOf([{ id: "a", kind: "http", config: { url: "", method: "GET" } }]);
  expect(problem).toMatchObject({ code: "config", path: ["stages", 0, "config", "url"], stageId: "a" });
  expect(problem?.message).toMatch(/^Stage a: url: /);
  const [whole] = problemsOf([{ id: "a", kind: "transform", config: { expression: "input", more: 1 } }]);
  expect(whole?.message).toMatch(/^Stage a: config: /);
});

test("an expression that does not compile is named with its place", () => {
  const [problem] = problemsOf([stage("a", { input: { x: { $: "input.(" } } })]);
  expect(problem).toMatchObject({ code: "expression", path: ["stages", 0, "input", "x"], stageId: "a" });
  expect(problem?.message).toMatch(/^Stage a: input.x: /);
  expect(problemsOf([stage("a")], [], { itemId: { $: "(" } })).toMatchObject([
    { code: "expression", path: ["itemId"], message: expect.stringMatching(/^itemId: /) },
  ]);
});

test("an expression reads only stages that come before its own", () => {
  expect(
    problemsOf(
      [stage("a", { input: { $: "stages.b.output" } }), stage("b", { input: { $: "stages.x.output" } })],
      [{ from: "a", to: "b" }],
    ),
  ).toEqual([
    {
      code: "unknown_reference",
      message: "Stage a: input: stage b does not come before a",
      path: ["stages", 0, "input"],
      stageId: "a",
    },
    {
      code: "unknown_reference",
      message: "Stage b: input: there is no stage x",
      path: ["stages", 1, "input"],
      stageId: "b",
    },
  ]);
});

test("the item's id is known before any stage has run", () => {
  expect(problemsOf([stage("a")], [], { itemId: { $: "stages.a.output" } })).toEqual([
    { code: "unknown_reference", message: "itemId: stage a does not come before the start", path: ["itemId"] },
  ]);
  expect(problemsOf([stage("a")], [], { metadata: { b: { $: "stages.a.output" } } })).toMatchObject([
    { code: "unknown_reference", message: "metadata.b: stage a does not come before the start" },
  ]);
});

test("an expression that reads all stages, whichever they are, is let through", () => {
  expect(problemsOf([stage("a"), stage("b", { input: { $: "$keys(stages)" } })], [{ from: "a", to: "b" }])).toEqual([]);
});

test("references are not judged in a graph that is broken itself", () => {
  const problems = problemsOf([stage("a", { input: { $: "stages.x.output" } })], [{ from: "a", to: "a" }]);
  expect(problems.map(({ code }) => code)).toEqual(["self_dependency"]);
});

test("the input of a workflow is an object", () => {
  expect(problemsOf([stage("a")], [], { input: { type: "string" } })).toEqual([
    { code: "input_schema", message: "input.type: the input of a workflow is an object", path: ["input", "type"] },
  ]);
  expect(problemsOf([stage("a")], [], { input: {} })).toEqual([]);
});

const hook = (on: string, $: string) => ({ on, url: "https://example.org", body: { $ } });

test("an action at the end of a stage may read the stage itself, one at its start only those before", () => {
  expect(problemsOf([stage("a"), stage("b", { actions: [hook("success", "stages.b.output")] })])).toEqual([]);
  expect(problemsOf([stage("a", { actions: [hook("start", "stages.a.output")] })])).toEqual([
    {
      code: "unknown_reference",
      message: "Stage a: actions.0.body: stage a does not come before a",
      path: ["stages", 0, "actions", 0, "body"],
      stageId: "a",
    },
  ]);
});

test("an action at the end of the workflow may read every stage that there is, one at its start none", () => {
  const of = (...actions: Json[]) => problemsOf([stage("a")], [], { actions }).map(({ message }) => message);
  expect(of(hook("failure", "stages.a.output"))).toEqual([]);
  expect(of(hook("failure", "stages.x.output"))).toEqual(["actions.0.body: there is no stage x"]);
  expect(of(hook("start", "stages.a.output"))).toEqual(["actions.0.body: stage a does not come before the start"]);
});

test("a change request names stages that are there, and leaves alone the one that means all", () => {
  const changeRequests = {
    "text.update": ["a"],
    "style.update": ["a", "nowhere"],
    "audio.update": [],
    full_rebuild: ["a"],
  };
  expect(problemsOf([stage("a")], [], { changeRequests }).map(({ message }) => message)).toEqual([
    "changeRequests.style.update names the unknown stage nowhere",
    "changeRequests.audio.update names no stage yet",
    "changeRequests.full_rebuild means all stages already",
  ]);
});

test("what a person decides is not found again", () => {
  const cached = [
    stage("a", { kind: "review", config: {}, cache: { scope: "global" } }),
    stage("b", { cache: { scope: "global" } }),
    stage("c", { kind: "review", config: {}, cache: { scope: "off" } }),
  ];
  expect(problemsOf(cached).map(({ message }) => message)).toEqual([
    "Stage a: cache: a stage of kind review has no output that could be found again",
  ]);
});

test("a check says one thing, in an expression that reads what came before", () => {
  expect(problemsOf([stage("a", { check: { expression: "output.ok" } })])).toEqual([]);
  expect(problemsOf([stage("a", { check: {} })])).toEqual([
    {
      code: "config",
      message: "Stage a: check.expression: the check has no expression yet",
      path: ["stages", 0, "check", "expression"],
      stageId: "a",
    },
  ]);
  expect(problemsOf([stage("a", { check: { expression: "stages.b.output = output" } }), stage("b")])).toMatchObject([
    { code: "unknown_reference", message: "Stage a: check.expression: stage b does not come before a" },
  ]);
});

test("a review has no check", () => {
  expect(problemsOf([stage("a", { kind: "review", config: {}, check: { expression: "true" } })])).toMatchObject([
    { code: "config", message: "Stage a: check: a review is a person's decision already and has no check" },
  ]);
});
