import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publishRows } from "#server/engine/publish-rows.ts";
import { chain, definitionOf } from "#server/engine/testing/published.ts";

const readsOf = (...given: Parameters<typeof definitionOf>) =>
  Object.fromEntries(
    publishRows(definitionOf(...given)).stages.map(({ stageId, reads }) => [stageId, reads.toSorted()]),
  );

test("stages are numbered in an order in which they can run, with the number of their dependencies", () => {
  const definition = definitionOf(
    [{ id: "c" }, { id: "b", kind: "code", config: { source: "x" } }, { id: "a", allowFailure: true }],
    [...chain("a", "b", "c"), { from: "a", to: "c", requiresSuccess: false }],
  );
  expect(publishRows(definition)).toMatchObject({
    stages: [
      { stageId: "a", ordinal: 0, kind: "transform", dependencyCount: 0, allowFailure: true, reads: [] },
      { stageId: "b", ordinal: 1, kind: "code", dependencyCount: 1, allowFailure: false, reads: [] },
      { stageId: "c", ordinal: 2, kind: "transform", dependencyCount: 2, allowFailure: false, reads: [] },
    ],
    dependencies: [
      { fromStage: "a", toStage: "b", requiresSuccess: true },
      { fromStage: "b", toStage: "c", requiresSuccess: true },
      { fromStage: "a", toStage: "c", requiresSuccess: false },
    ],
  });
});

test("a stage is handed the outputs that its expressions name, and no others", () => {
  const input = { x: { $: "stages.a.output.x" }, y: { $: "input.y" } };
  expect(readsOf([{ id: "a" }, { id: "b" }, { id: "c", input }], chain("a", "b", "c"))).toEqual({
    a: [],
    b: [],
    c: ["a"],
  });
});

test("an expression that may read any stage is handed all that come before", () => {
  const input = { $: "$keys(stages)" };
  expect(readsOf([{ id: "a" }, { id: "b", input }, { id: "c" }], chain("a", "b", "c"))).toEqual({
    a: [],
    b: ["a"],
    c: [],
  });
});

test("a stage with a condition on a dependency is handed how all its parents ended", () => {
  const when = { $: "input.wanted" };
  const dependencies = [
    { from: "a", to: "c", when },
    { from: "b", to: "c" },
  ];
  expect(readsOf([{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }], [...dependencies, ...chain("c", "d")])).toEqual({
    a: [],
    b: [],
    c: ["a", "b"],
    d: [],
  });
});

test("the subtasks of a fan-out are not handed what only made their list", () => {
  const each = {
    id: "each",
    forEach: { items: { $: "stages.list.output" } },
    input: { item: { $: "subtask.item" }, by: { $: "stages.other.output.name" } },
    config: { expression: "subtask.item" },
  };
  const { stages } = publishRows(definitionOf([{ id: "list" }, { id: "other" }, each], chain("list", "other", "each")));

  expect(stages.find(({ stageId }) => stageId === "each")).toMatchObject({
    reads: ["other", "list"],
    subtaskReads: ["other"],
  });
});

test("triggers of actions are in the rows, and what they read is not handed to the stage", () => {
  const body = { $: "stages.a.output" };
  const actions = [
    { on: "start" as const, url: "https://example.org", body },
    { on: "failure" as const, url: "https://example.org", eachSubtask: true },
  ];
  const definition = Definition.parse({
    ...definitionOf([{ id: "a" }, { id: "b", actions }], chain("a", "b")),
    actions: [{ on: "cancel", url: "https://example.org" }],
  });
  const { stages, version } = publishRows(definition);
  expect(stages).toMatchObject([{ actions: [] }, { actions: ["start", "each:failure"], reads: [] }]);
  expect(version.actions).toEqual(["cancel"]);
});
