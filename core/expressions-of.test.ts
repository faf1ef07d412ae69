import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { expressionsOf } from "#core/expressions-of.ts";

test("every expression of a definition is found, with its place and the stage it belongs to", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "test.flow",
    itemId: { $: "input.id" },
    metadata: { region: { $: "input.region" }, source: "shop" },
    stages: [
      { id: "a", kind: "transform", input: { x: { $: "input.x" } }, config: { expression: "input.x + 1" } },
      {
        id: "b",
        kind: "http",
        config: { url: { $: "input.url" }, headers: { "x-id": { $: "item.id" } } },
        forEach: { items: { $: "stages.a.output" } },
        check: { expression: "output.status = stages.a.output" },
      },
    ],
    dependencies: [{ from: "a", to: "b", when: { $: "stages.a.output > 0" } }],
  });
  expect(expressionsOf(definition)).toEqual([
    { path: ["itemId"], source: "input.id" },
    { path: ["metadata", "region"], source: "input.region" },
    { path: ["stages", 0, "input", "x"], source: "input.x", stageId: "a" },
    { path: ["stages", 0, "config", "expression"], source: "input.x + 1", stageId: "a" },
    { path: ["stages", 1, "config", "url"], source: "input.url", stageId: "b" },
    { path: ["stages", 1, "config", "headers", "x-id"], source: "item.id", stageId: "b" },
    { path: ["stages", 1, "forEach", "items"], source: "stages.a.output", stageId: "b" },
    { path: ["stages", 1, "check", "expression"], source: "output.status = stages.a.output", stageId: "b" },
    { path: ["dependencies", 0, "when"], source: "stages.a.output > 0", stageId: "b" },
  ]);
});

test("a transform without an expression yet has none", () => {
  const definition = Definition.parse({ heddle: 1, name: "test.flow", stages: [{ id: "a", kind: "transform" }] });
  expect(expressionsOf(definition)).toEqual([]);
});

test("expressions of actions know whether they are evaluated at the start or at the end", () => {
  const at = (url: string, on: string) => ({ on, url: { $: url } });
  const definition = Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [{ id: "a", kind: "transform", actions: [at("input.begun", "start"), at("task.output.url", "success")] }],
    actions: [at("stages.a.output.url", "failure")],
  });
  expect(expressionsOf(definition)).toEqual([
    { path: ["actions", 0, "url"], source: "stages.a.output.url", moment: "end" },
    { path: ["stages", 0, "actions", 0, "url"], source: "input.begun", stageId: "a", moment: "start" },
    { path: ["stages", 0, "actions", 1, "url"], source: "task.output.url", stageId: "a", moment: "end" },
  ]);
});

test("the config of an operator's stage is plain: nothing in it is evaluated", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "x",
    stages: [{ id: "a", kind: "custom:prices", config: { of: { $: "stages." } }, input: { t: { $: "input.t" } } }],
  });

  expect(expressionsOf(definition).map(({ source }) => source)).toEqual(["input.t"]);
});

test("expressions of follow-ups are evaluated at the end", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [
      { id: "a", kind: "transform", spawns: [{ workflow: "b", forEach: { $: "output" }, input: { $: "item" } }] },
    ],
    spawns: [{ workflow: "c", when: { $: "stages.a.output" } }],
  });
  expect(expressionsOf(definition)).toEqual([
    { path: ["spawns", 0, "when"], source: "stages.a.output", moment: "end" },
    { path: ["stages", 0, "spawns", 0, "forEach"], source: "output", stageId: "a", moment: "end" },
    { path: ["stages", 0, "spawns", 0, "input"], source: "item", stageId: "a", moment: "end" },
  ]);
});
