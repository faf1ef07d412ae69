import type { Schema } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { schemaProblems, validatorOf } from "#core/schema-problems.ts";

const schema: Schema = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, "a/b~c": { type: "array", items: { type: "integer" } } },
  additionalProperties: false,
};
const problems = (value: unknown) => schemaProblems(validatorOf(schema), value);

test("a value that fits has no problems", () => {
  expect(problems({ name: "Ada", "a/b~c": [1] })).toEqual([]);
});

test("each problem is told once, by pointer and field", () => {
  expect(problems({ "a/b~c": ["x"], extra: 1 })).toEqual([
    { pointer: "/name", field: "name", message: "name is missing" },
    expect.objectContaining({ pointer: "/a~1b~0c/0", field: "a/b~c.0" }),
    { pointer: "/extra", field: "extra", message: "extra is not expected" },
  ]);
});

test("the value itself may be to blame", () => {
  expect(problems("text")[0]).toMatchObject({ pointer: "", field: "" });
  expect(problems("text")[0]?.message).toMatch(/^The value /);
});

test("a schema says which draft it is of", () => {
  const draft7 = validatorOf({ $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "string" }] });

  expect(schemaProblems(draft7, [1])).toHaveLength(1);
});
