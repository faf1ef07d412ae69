import { expect, test } from "vitest";
import { schemaOf } from "#core/code-types/schema-of-values.ts";
import { typeOfSchema } from "#core/code-types/type-of-schema.ts";

const typeOf = (...values: unknown[]) => typeOfSchema(schemaOf(values));

test("the type of a value is told from it, and stays open for what the next one has", () => {
  expect(typeOf({ id: "a", n: 1, isNew: true, gone: null })).toBe(
    "{ id: string; n: number; isNew: boolean; gone: null; [name: string]: any }",
  );
});

test("what only some elements of a list have is optional, and what differs is a union", () => {
  expect(typeOf([{ a: 1 }, { a: "x", b: [] }])).toBe("Array<{ a: number | string; b?: any[]; [name: string]: any }>");
  expect(typeOf([1, null])).toBe("Array<number | null>");
});

test("nothing is told of no value, and of what is no JSON", () => {
  expect(typeOf()).toBe("any");
  expect(typeOf(undefined)).toBe("any");
  expect(typeOf(() => 1)).toBe("any");
});

test("one looks at so many keys, elements and levels only", () => {
  const keys = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]));
  expect(Object.keys(schemaOf([keys]).properties as object)).toHaveLength(100);
  expect(schemaOf([[...Array.from({ length: 50 }, () => 1), "late"]])).toEqual({
    type: "array",
    items: { type: "number" },
  });
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  expect(typeOf(deep(6))).toBe(`${"Array<".repeat(5)}number[]${">".repeat(5)}`);
  expect(typeOf(deep(8))).toBe(`${"Array<".repeat(6)}any[]${">".repeat(6)}`);
});
