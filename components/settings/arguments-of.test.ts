import { expect, test } from "vitest";
import { argumentsOf } from "#components/settings/arguments-of.ts";

test("arguments are told by name, those that are needed first", () => {
  const args = {
    type: "object",
    properties: { limit: { type: "integer", description: "How many" }, id: { type: "string" } },
    required: ["id"],
  };
  expect(argumentsOf(args)).toEqual([
    { name: "id", type: "string", isRequired: true, description: "" },
    { name: "limit", type: "integer", isRequired: false, description: "How many" },
  ]);
});

test.each([
  [{ type: "array", items: { $ref: "#/$defs/Pet" } }, "list of Pet"],
  [{ type: "array" }, "list"],
  [{ type: ["string", "null"] }, "string or null"],
  [{ enum: ["a", 1, null] }, '"a" or 1 or null'],
  [{ enum: [1, 2, 3, 4, 5, 6] }, "1 or 2 or 3 or 4 or 5 or …"],
  [{ const: "x" }, '"x"'],
  [{ oneOf: [{ type: "string" }, { $ref: "#/$defs/Pet" }, { type: "string" }] }, "string or Pet"],
  [{}, "anything"],
  [true, "anything"],
])("the type of %j is told in a few words", (schema, type) => {
  expect(argumentsOf({ properties: { x: schema } })[0]?.type).toBe(type);
});

test("a method that says nothing of its arguments has none to tell", () => {
  for (const args of [true, {}, { properties: [] }]) expect(argumentsOf(args as never)).toEqual([]);
});
