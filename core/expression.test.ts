import { expect, test } from "vitest";
import { Expression, expressionsIn, isExpression } from "#core/expression.ts";

test("an expression is an object with the one key $ and text", () => {
  expect(isExpression({ $: "input.text" })).toBe(true);
  for (const other of [null, "input.text", ["$"], {}, { $: 1 }, { $: "a", b: 1 }, { b: "a" }])
    expect(isExpression(other)).toBe(false);
});

test("an expression has text, of limited length", () => {
  expect(Expression.safeParse({ $: "input" }).success).toBe(true);
  for (const other of [{ $: "" }, { $: "x".repeat(10_001) }, { $: "a", b: 1 }])
    expect(Expression.safeParse(other).success).toBe(false);
});

test("the expressions of a template are found wherever they stand, with their paths", () => {
  expect(expressionsIn({ a: { $: "one" }, b: [1, "x", null, { c: { $: "two" } }] }, ["config"])).toEqual([
    { path: ["config", "a"], source: "one" },
    { path: ["config", "b", 3, "c"], source: "two" },
  ]);
  expect(expressionsIn({ $: "root" })).toEqual([{ path: [], source: "root" }]);
  expect(expressionsIn(undefined)).toEqual([]);
});
