import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { targetsOf } from "#core/targets-of.ts";

test("every workflow that runs of a definition start is found with its place", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [
      { id: "a", kind: "workflow", config: { workflow: "zero" } },
      { id: "unfinished", kind: "workflow", config: { workflow: "" } },
      { id: "b", kind: "transform", spawns: [{ workflow: "one" }, { workflow: "two" }] },
    ],
    spawns: [{ workflow: "three" }],
  });
  expect(targetsOf(definition)).toEqual([
    { workflow: "three", path: ["spawns", 0, "workflow"] },
    { workflow: "zero", path: ["stages", 0, "config", "workflow"], stageId: "a" },
    { workflow: "one", path: ["stages", 2, "spawns", 0, "workflow"], stageId: "b" },
    { workflow: "two", path: ["stages", 2, "spawns", 1, "workflow"], stageId: "b" },
  ]);
});
