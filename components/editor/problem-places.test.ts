import { expect, test } from "vitest";
import { countByStage, isFoundHere, lineOf, mergeProblems, problemsAt } from "#components/editor/problem-places.ts";
import { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

const saved = Definition.parse({
  heddle: 1,
  name: "prices",
  stages: ["a", "b"].map((id) => ({ id, kind: "code", config: { source: "(" } })),
});
const syntax: Problem = {
  code: "code_syntax",
  message: "Stage b: line 1: unexpected end",
  path: ["stages", 1, "config", "source"],
  stageId: "b",
};
const config: Problem = {
  code: "config",
  message: "Stage a: source: too short",
  path: ["stages", 0, "config", "source"],
  stageId: "a",
};

test("a syntax error that the server found stays with its stage until its code changes", () => {
  const [, b] = saved.stages;
  if (!b) throw new Error("two stages");
  const moved = { ...saved, stages: [b] };
  const mended = { ...saved, stages: [{ ...b, config: { source: "()" } }] };

  expect(mergeProblems([], [syntax, config], saved, moved)).toEqual([
    { ...syntax, path: ["stages", 0, "config", "source"] },
  ]);
  expect(mergeProblems([config], [syntax], saved, mended)).toEqual([config]);
});

test("a syntax error in a check stays until the check changes", () => {
  const check = { source: "(", review: "never" as const, onExhausted: "fail" as const };
  const before = { ...saved, stages: saved.stages.map((stage) => ({ ...stage, check })) };
  const mended = { ...before, stages: before.stages.map((stage) => ({ ...stage, check: { ...check, source: "()" } })) };
  const inCheck = { ...syntax, path: ["stages", 1, "check", "source"] };

  expect(mergeProblems([], [inCheck], before, before)).toEqual([inCheck]);
  expect(mergeProblems([], [inCheck], before, mended)).toEqual([]);
});

test("problems are counted at their stages and found at their fields", () => {
  expect(countByStage([syntax, config, config])).toEqual(
    new Map([
      ["b", 1],
      ["a", 2],
    ]),
  );
  expect(problemsAt([syntax, config], ["stages", 0, "config"])).toEqual([config]);
});

test("of what the server says of a draft that is opened, each problem is shown once", () => {
  const service: Problem = {
    code: "unknown_service",
    message: "Stage a: there is no service crm",
    path: ["stages", 0, "config", "service"],
    stageId: "a",
  };
  const told = [syntax, config, service];
  expect(mergeProblems(told.filter(isFoundHere), told, saved, saved)).toEqual([config, syntax, service]);
});

test("a problem of code tells its line", () => {
  expect([lineOf(syntax), lineOf(config)]).toEqual([1, null]);
});

test("a problem of the workflow's functions stays until they change", () => {
  const before = { ...saved, functions: "(" };
  const broken: Problem = { code: "code_syntax", message: "functions: broken (line 1, column 1)", path: ["functions"] };
  expect(mergeProblems([], [broken], before, { ...before, title: "Other" })).toEqual([broken]);
  expect(mergeProblems([], [broken], before, { ...before, functions: "()" })).toEqual([]);
});
