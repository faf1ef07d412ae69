import { expect, test } from "vitest";
import {
  FIELD_KINDS,
  type FieldKind,
  fieldsOf,
  freeFieldName,
  schemaOf,
  withKind,
} from "#components/editor/schema-fields.ts";

const schema = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: {
    text: { type: "string", title: "License text", maxLength: 100, contentMediaType: "text/plain" },
    risk: { type: "string", enum: ["low", "high"] },
    tags: { type: "array", items: { type: "string" } },
    count: { type: "integer", minimum: 1 },
  },
};

test("a schema is shown as lines and comes back the same", () => {
  expect(fieldsOf(schema).map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ["text", "file", true],
    ["risk", "choice", false],
    ["tags", "json", false],
    ["count", "whole_number", false],
  ]);
  expect(schemaOf(fieldsOf(schema), schema)).toEqual(schema);
});

test.each(Object.keys(FIELD_KINDS) as FieldKind[])("a line of the kind %s keeps its kind", (kind) => {
  const [text] = fieldsOf({ properties: { text: { type: "string", description: "What it says" } } });
  if (!text) throw new Error("a line");

  const again = fieldsOf(schemaOf([withKind(text, kind)], undefined));

  expect(again).toMatchObject([{ name: "text", kind, rest: { description: "What it says" } }]);
});

test("without lines there is no schema", () => {
  expect(schemaOf([], schema)).toBeUndefined();
  expect(fieldsOf(undefined)).toEqual([]);
});

test("a new line gets a name that is free", () => {
  expect(freeFieldName(fieldsOf({ properties: { field2: {} } }))).toBe("field3");
});
