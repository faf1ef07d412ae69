import { Equal } from "lucide-react";
import { expect, test } from "vitest";
import { createGraphMapper, type GraphLook, NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "song.make",
  stages: [
    { id: "write", kind: "code", title: "Write" },
    { id: "tune", kind: "code", title: "Tune" },
  ],
});
const look: GraphLook = { positions: new Map(), selection: NOTHING_SELECTED };
const mark = { look: "code", words: "Code, output", icon: Equal };

test("a stage that is marked says so aloud, and alone is drawn again", () => {
  const map = createGraphMapper();
  const before = map(definition, look);
  const after = map(definition, { ...look, marks: new Map([["tune", mark]]) });

  expect(after.nodes.map(({ ariaLabel }) => ariaLabel)).toEqual(["Write", "Tune, code, output"]);
  expect(after.nodes[0]).toBe(before.nodes[0]);
  expect(after.nodes[1]?.data).not.toBe(before.nodes[1]?.data);
});
