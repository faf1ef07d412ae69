import { expect, test } from "vitest";
import { completionsAfter } from "#components/editor/expression-scope.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "prices",
  input: { type: "object", properties: { text: { type: "string" } } },
  stages: ["parse", "rate", "send"].map((id) => ({ id, kind: "code" })),
  dependencies: [{ from: "parse", to: "rate" }],
});
const sample = {
  input: { text: "x", lang: "en" },
  item: "x",
  stages: { parse: { output: { sections: [{ heading: "1", "odd name": 2 }] } } },
};
const atRate = { stageId: "rate", isPerSubtask: false };

test.each([
  ["the roots of the scope", [], ["input", "item", "run", "stages", "feedback"]],
  ["the fields of the input", ["input"], ["text", "lang"]],
  ["only stages that have ended before", ["stages"], ["parse"]],
  ["a stage's output", ["stages", "parse"], ["output"]],
  ["what the last run's output held", ["stages", "parse", "output"], ["sections"]],
  ["the fields of a list's items", ["stages", "parse", "output", "sections"], ["heading"]],
  ["what a check says to the next attempt", ["feedback"], ["summary", "criteria", "guidance"]],
  ["no output outside a check", ["output"], []],
  ["nothing where nothing is known", ["stages", "send", "output", "x"], []],
])("completion offers %s", (_, path, names) => {
  expect(completionsAfter(path, definition, atRate, sample)).toEqual(names);
});

test("a fan-out's expressions may read the subtask; the workflow's own may read no stages", () => {
  expect(completionsAfter([], definition, { stageId: "rate", isPerSubtask: true }, null)).toContain("subtask");
  expect(completionsAfter([], definition, { stageId: null, isPerSubtask: false }, null)).not.toContain("stages");
});

test("a start call says where to report", () => {
  const atStart = { stageId: "parse", isPerSubtask: false, hasHandle: true };
  expect(completionsAfter([], definition, atStart, null)).toContain("task");
  expect(completionsAfter(["task"], definition, atStart, null)).toEqual(["handle"]);
});

test("a check reads the output that it judges", () => {
  const atCheck = { stageId: "parse", isPerSubtask: false, isCheck: true };
  expect(completionsAfter([], definition, atCheck, null)).toContain("output");
  expect(completionsAfter(["output"], definition, atCheck, sample)).toEqual(["sections"]);
  expect(completionsAfter(["output"], definition, atCheck, null)).toEqual([]);
});

test("an action at the end of a stage reads the stage itself and its task, one at its start only what was before", () => {
  const at = (moment: "start" | "end") => ({ ...atRate, moment });
  expect(completionsAfter([], definition, at("end"), null)).toEqual([
    "input",
    "item",
    "run",
    "stages",
    "metadata",
    "task",
  ]);
  expect(completionsAfter(["stages"], definition, at("end"), null)).toEqual(["parse", "rate"]);
  expect(completionsAfter(["stages"], definition, at("start"), null)).toEqual(["parse"]);
  expect(completionsAfter(["task"], definition, at("end"), null)).toContain("error");
  expect(completionsAfter(["run"], definition, at("end"), null)).toContain("status");
});

test("an action at the end of the workflow reads all its stages", () => {
  const place = { stageId: null, isPerSubtask: false, moment: "end" as const };
  expect(completionsAfter(["stages"], definition, place, null)).toEqual(["parse", "rate", "send"]);
});

test("a follow-up reads the output that caused it: of the stage, or of the last stages by id", () => {
  const of = (stageId: string | null) => ({ stageId, isPerSubtask: false, moment: "end" as const, isFollowUp: true });
  expect(completionsAfter([], definition, of("parse"), null)).toEqual([
    "input",
    "item",
    "run",
    "stages",
    "metadata",
    "output",
  ]);
  expect(completionsAfter(["output"], definition, of("parse"), sample)).toEqual(["sections"]);
  expect(completionsAfter(["output"], definition, of(null), sample)).toEqual(["rate", "send"]);
  expect(completionsAfter(["output", "parse"], definition, of(null), sample)).toEqual(["sections"]);
  expect(completionsAfter(["run"], definition, of("parse"), null)).toEqual(["id", "workflow"]);
});
