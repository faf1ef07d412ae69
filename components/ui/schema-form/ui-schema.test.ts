import { expect, test } from "vitest";
import { uiSchemaOf } from "#components/ui/schema-form/ui-schema.ts";

test.each([
  [{ type: "string", format: "textarea" }, { "ui:widget": "textarea" }],
  [{ type: "string", maxLength: 500 }, { "ui:widget": "textarea" }],
  [{ type: "string", contentMediaType: "text/plain" }, { "ui:widget": "textFile" }],
  [{ enum: ["a", "b"] }, { "ui:widget": "radio" }],
  [{ enum: ["a", "b", "c", "d", "e"] }, { "ui:widget": "select" }],
  [{ type: "boolean" }, { "ui:widget": "checkbox" }],
  [{ type: "number" }, {}],
  [{}, { "ui:field": "json" }],
  [{ type: "object" }, { "ui:field": "json" }],
  [{ type: ["string", "number"] }, { "ui:field": "json" }],
])("%j gets the control %j", (schema, expected) => {
  expect(uiSchemaOf(schema)).toEqual(expected);
});

test("controls are found within objects, lists and definitions", () => {
  const schema = {
    type: "object",
    properties: { notes: { type: "array", items: { $ref: "#/$defs/note" } } },
    $defs: { note: { type: "string", format: "textarea" } },
  };

  expect(uiSchemaOf(schema)).toEqual({ notes: { items: { "ui:widget": "textarea" } } });
});

test("a schema that contains itself ends as JSON", () => {
  const schema = {
    $ref: "#/$defs/tree",
    $defs: { tree: { type: "object", properties: { child: { $ref: "#/$defs/tree" } } } },
  };

  expect(JSON.stringify(uiSchemaOf(schema))).toContain('"ui:field":"json"');
});
