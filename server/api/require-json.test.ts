import { expect, test } from "vitest";
import { requireJson } from "#server/api/require-json.ts";

const fieldOf = (input: unknown): string | undefined => {
  try {
    requireJson(input);
  } catch (error) {
    return (error as { field?: string }).field;
  }
};

test.each([
  ["a date", "input.when", { input: { when: new Date() } }],
  ["a big integer", "inputs.1.n", { inputs: [{}, { n: 1n }] }],
  ["a map", "input", { input: new Map() }],
  ["a number that is none", "input.n", { input: { n: Number.NaN } }],
  ["infinity", "input.n", { input: { n: Number.POSITIVE_INFINITY } }],
  ["text with NUL", "item", { item: "a\u0000b" }],
  ["a key with NUL", "form.a\\0b", { form: { "a\u0000b": 1 } }],
  ["nothing but NUL", "input", "\u0000"],
  ["a set", "input", new Set()],
])("%s is refused by its field, %s", (_, field, input) => {
  expect(fieldOf(input)).toBe(field);
});

test.each([undefined, null, 1, "text", [], { a: [{ b: null, c: undefined }] }, Object.create(null)])(
  "JSON passes: %j",
  (input) => {
    expect(fieldOf(input)).toBeUndefined();
  },
);
