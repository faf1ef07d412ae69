import { expect, test } from "vitest";
import { expressionProblem, referencesByPart, referencesOf } from "#core/expression-syntax.ts";

test("an expression that compiles has no problem", () => {
  for (const source of [
    "input.text",
    "stages.a.output[x = 1].{ 'y': z }",
    "$map(input.list, function($v) { $v * 2 })",
    "/^a+$/",
  ])
    expect(expressionProblem(source)).toBeNull();
});

test("the problem of an expression says what is wrong and where", () => {
  expect(expressionProblem("input.(")).toBe(
    'the expression does not compile: Expected ")" before end of expression (at character 7)',
  );
  expect(expressionProblem("")).toContain("does not compile");
  expect(expressionProblem("(".repeat(100_000))).toContain("does not compile");
});

test("$eval is refused before anything runs", () => {
  expect(expressionProblem("$eval(input.text)")).toBe("$eval is not available: data is never evaluated");
  expect(expressionProblem("$map(input.list, $eval)")).toContain("$eval");
});

test("the stages that an expression reads are named", () => {
  expect(referencesOf("stages.a.output.x + $$.stages.b.output + $.stages.c.output").stages).toEqual(["a", "b", "c"]);
  expect(referencesOf('"stages"."a".output').stages).toEqual(["a"]);
  expect(referencesOf("$map(input.list, function($v) { stages.a.output & $v })").stages).toEqual(["a"]);
  expect(referencesOf("input.list[id = $$.stages.a.output.id].name").stages).toEqual(["a"]);
  expect(referencesOf("input.x ? stages.a.output : stages.b.output").stages).toEqual(["a", "b"]);
  expect(referencesOf("stages.a.output.items.{ 'n': name, 'from': $$.stages.b.output }").stages).toEqual(["a", "b"]);
  expect(referencesOf("input.text").stages).toEqual([]);
});

test("a field called stages in the data is not a stage", () => {
  expect(referencesOf("input.stages.a").stages).toEqual([]);
  expect(referencesOf("input.list[stages.a = 1]").stages).toEqual([]);
  expect(referencesOf("input.list.(stages.a)").stages).toEqual([]);
});

test("a dynamic access reads all stages", () => {
  for (const source of [
    "$lookup(stages, input.x)",
    "stages.*.output",
    "stages",
    "$$",
    "$keys($)",
    "**",
    "*",
    "input.%.stages.a",
    "($x := $$; $x.stages.a)",
    "$[0]",
    "stages[0]",
    "$$.*",
    "$.(stages.a)",
  ])
    expect(referencesOf(source).stages).toBe("all");
});

test("the other names are told too", () => {
  expect(referencesOf("input.a + subtask.item + run.id").names).toEqual(["input", "subtask", "run"]);
});

test("what does not compile reads nothing", () => {
  expect(referencesOf("input.(")).toEqual({ stages: [], names: [] });
});

test("what an object with written keys is made from is told for each of its members", () => {
  const stagesBy = (source: string) =>
    referencesByPart(source).map(({ path, references }) => [path.join("."), references.stages]);

  expect(stagesBy("{ 'a': stages.x.output, 'b': { 'c': stages.y.output, 'd': 1 } }")).toEqual([
    ["a", ["x"]],
    ["b.c", ["y"]],
    ["b.d", []],
  ]);
  expect(stagesBy("{ stages.x.output: 1, 'b': stages.y.output }")).toEqual([["", ["x", "y"]]]);
  expect(stagesBy("stages.x.output.{ 'a': b }")).toEqual([["", ["x"]]]);
  expect(stagesBy("{}")).toEqual([["", []]]);
  expect(stagesBy("{ 'a': ")).toEqual([]);
});
