import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { targetsOf } from "#core/targets-of.ts";

test("every workflow that runs of a definition start is found with its place", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [
      { id: "a", kind: "transform" },
      { id: "b", kind: "transform", spawns: [{ workflow: "one" }, { workflow: "two" }] },
    ],
    spawns: [{ workflow: "three" }],
  });
  expect(targetsOf(definition)).toEqual([
    { workflow: "three", path: ["spawns", 0, "workflow"] },
    { workflow: "one", path: ["stages", 1, "spawns", 0, "workflow"], stageId: "b" },
    { workflow: "two", path: ["stages", 1, "spawns", 1, "workflow"], stageId: "b" },
  ]);
});
