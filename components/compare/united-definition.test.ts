import { expect, test } from "vitest";
import { unitedDefinition } from "#components/compare/united-definition.ts";
import { Definition } from "#core/definition.ts";

const definition = (ids: string[], edges: [string, string][]) =>
  Definition.parse({
    heddle: 1,
    name: "song.make",
    stages: ids.map((id, index) => ({ id, kind: "code", position: { x: index, y: 0 } })),
    dependencies: edges.map(([from, to]) => ({ from, to })),
  });
const edgesOf = ({ dependencies }: Definition) => dependencies.map(({ from, to }) => `${from}>${to}`);

test("stages that only the first run has are drawn with what they depended on, without a place", () => {
  const first = definition(
    ["a", "x", "b"],
    [
      ["a", "x"],
      ["x", "b"],
      ["a", "b"],
    ],
  );
  const united = unitedDefinition(first, definition(["a", "b"], []));

  expect(united.stages.map(({ id, position }) => [id, position !== undefined])).toEqual([
    ["a", true],
    ["b", true],
    ["x", false],
  ]);
  expect(edgesOf(united)).toEqual(["a>x", "x>b"]);
});

test("dependencies that would close a cycle with new ones are left out", () => {
  const first = definition(
    ["a", "x", "b"],
    [
      ["a", "x"],
      ["x", "b"],
    ],
  );
  expect(edgesOf(unitedDefinition(first, definition(["a", "b"], [["b", "a"]])))).toEqual(["b>a", "a>x"]);
});

test("with nothing gone, it is the second definition", () => {
  const second = definition(["a", "b"], []);
  expect(unitedDefinition(definition(["a"], []), second)).toBe(second);
});
