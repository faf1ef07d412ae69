import { expect, test } from "vitest";
import { checkValue, defined } from "#components/ui/schema-form/check-value.ts";

const schema = {
  type: "object",
  required: ["risk"],
  properties: {
    risk: { type: "string", enum: ["low", "high"] },
    note: { type: "string", minLength: 3 },
    prices: { type: "array", items: { type: "number", minimum: 1 } },
    "a.b": { type: "integer" },
  },
  additionalProperties: false,
};

test("a value that fits has no problems", () => {
  expect(checkValue(schema, { risk: "low", note: undefined, prices: [1, 2] })).toEqual([]);
});

test("a field that is missing is blamed itself, not the object around it", () => {
  expect(checkValue(schema, undefined)).toEqual([{ path: ["risk"], message: "This is needed." }]);
});

test.each([
  [{ risk: "none" }, ["risk"], "Choose one of the options."],
  [{ risk: "low", note: "a" }, ["note"], "Write at least 3 characters."],
  [{ risk: "low", prices: [1, 0] }, ["prices", "1"], "This must be 1 or more."],
  [{ risk: "low", "a.b": "x" }, ["a.b"], "This must be integer."],
  [{ risk: "low", extra: 1 }, ["extra"], "This is not expected."],
])("each problem of %j is one sentence at its field", (value, path, message) => {
  expect(checkValue(schema, value)).toEqual([{ path, message }]);
});

test("a broken schema finds nothing, since the server judges it", () => {
  expect(checkValue({ type: "string", pattern: "(" }, "x")).toEqual([]);
});

test("fields that were cleared are gone", () => {
  expect(defined({ a: undefined, b: [{ c: undefined }] })).toEqual({ b: [{}] });
});
