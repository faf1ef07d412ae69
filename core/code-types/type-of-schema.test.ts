import { expect, test } from "vitest";
import { typeOfSchema } from "#core/code-types/type-of-schema.ts";

test.each([
  ["plain types", { type: "integer" }, "number"],
  ["a type that nobody knows", { type: "date" }, "any"],
  ["no schema at all", {}, "any"],
  ["several types", { type: ["string", "null"] }, "string | null"],
  ["choices", { enum: ["a", 1, null, { x: 1 }] }, "any"],
  ["choices of plain values", { enum: ["a", 1, null, true] }, '"a" | 1 | null | true'],
  ["one value", { const: "x" }, '"x"'],
  ["alternatives", { anyOf: [{ type: "string" }, { type: "number" }, { type: "string" }] }, "string | number"],
  ["one of several", { oneOf: [{ type: "string" }, {}] }, "any"],
  [
    "all of several",
    { allOf: [{ properties: { a: { type: "string" } } }, { anyOf: [{ type: "null" }, { type: "number" }] }] },
    "({ a?: string }) & (null | number)",
  ],
  ["a list", { items: { type: ["string", "number"] } }, "Array<string | number>"],
  ["a list of anything", { type: "array" }, "any[]"],
  ["a tuple", { type: "array", prefixItems: [{ type: "string" }, {}], items: false }, "[string, any]"],
  [
    "an open tuple",
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } },
    "[string, ...number[]]",
  ],
  [
    "an object",
    { type: "object", properties: { id: { type: "string" }, "a b": { type: "number" } }, required: ["id"] },
    '{ id: string; "a b"?: number }',
  ],
  ["an object without properties", { type: "object" }, "{ [name: string]: any }"],
  ["an object of which nothing may be there", { type: "object", additionalProperties: false }, "{}"],
  ["a record", { type: "object", additionalProperties: { type: "number" } }, "{ [name: string]: number }"],
  [
    "an open object",
    { type: "object", properties: { n: { type: "number" } }, additionalProperties: { type: "string" } },
    "{ n?: number; [name: string]: any }",
  ],
  ["properties that are none", { type: "object", properties: 1, required: "x" }, "{ [name: string]: any }"],
  ["a schema of a property that is none", { properties: { a: true } }, "{ a?: any }"],
  [
    "words for who reads it",
    { properties: { a: { title: "A", description: "first */ of all", type: "string" } } },
    "{ \n/** A: first * / of all */ a?: string }",
  ],
  [
    "a reference",
    { properties: { a: { $ref: "#/$defs/x~1y" } }, $defs: { "x/y": { type: "boolean" } } },
    "{ a?: boolean }",
  ],
  ["a reference to nowhere", { items: { $ref: "#/$defs/none/at/all" } }, "any[]"],
  ["a reference to elsewhere", { items: { $ref: "https://example.org" } }, "any[]"],
])("%s", (_, schema, type) => {
  expect(typeOfSchema(schema)).toBe(type);
});

test("a schema that names itself ends", () => {
  const type = typeOfSchema({ properties: { next: { $ref: "#" } } });
  expect(type).toMatch(/^(\{ next\?: )+any( \})+$/);
});
