import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { problemsOf } from "#core/problems.ts";
import { EXAMPLES, readExample } from "#server/workflows/read-example.ts";

test.each(EXAMPLES)("the example %s can be published", (folder) => {
  expect(problemsOf(readExample(folder))).toEqual([]);
});

test("files stand in the definition as code and as expressions", () => {
  const [parse, , approve] = readExample("license-review").stages;

  expect(parse?.config.source).toMatch(/export default function parse/);
  expect(approve?.config.summary).toEqual({ $: expect.stringContaining("$license.title") });
  expect(Definition.parse(readExample("license-review"))).toEqual(readExample("license-review"));
});
