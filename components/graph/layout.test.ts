import ELK from "elkjs/lib/elk.bundled.js";
import { expect, test } from "vitest";
import { stagePositions } from "#components/graph/layered-positions.ts";
import { positionsOf, toElkGraph } from "#components/graph/layout.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "diamond",
  stages: ["a", "b", "c", "d"].map((id) => ({ id, kind: "code" })),
  dependencies: [
    { from: "a", to: "b" },
    { from: "a", to: "c" },
    { from: "b", to: "d" },
    { from: "c", to: "d" },
  ],
});

test.each([
  ["at once", async () => stagePositions(definition)],
  ["by elkjs", async () => positionsOf(await new ELK().layout(toElkGraph(definition)))],
])("a diamond arranged %s runs from left to right with its middle stages above each other", async (_, arrange) => {
  const places = await arrange();
  const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => places.get(id));

  expect(a && b && c && d && a.x < b.x && b.x === c.x && c.x < d.x && b.y !== c.y).toBe(true);
});

test("stages that have a place keep it, and others are set below", () => {
  const [a, ...rest] = definition.stages;
  if (!a) throw new Error("a stage");

  const places = stagePositions({ ...definition, stages: [{ ...a, position: { x: 7, y: 900 } }, ...rest] });

  expect(places.get("a")).toEqual({ x: 7, y: 900 });
  expect((places.get("b")?.y ?? 0) > 900).toBe(true);
});

test("a draft with a cycle is arranged too", () => {
  const places = stagePositions({
    ...definition,
    dependencies: [...definition.dependencies, { from: "d", to: "a", requiresSuccess: true }],
  });

  expect(places.size).toBe(4);
});
