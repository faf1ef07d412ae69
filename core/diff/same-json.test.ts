import { expect, test } from "vitest";
import { memberOf, sameJson } from "#core/diff/same-json.ts";

test("the order of an object's members says nothing, that of a list's items does", () => {
  expect(sameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
});

test.each([
  [1, "1"],
  [null, {}],
  [[], {}],
  [[1], [1, 2]],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ toString: 1 }, { valueOf: 1 }],
])("%j and %j are not the same", (before, after) => {
  expect(sameJson(before, after)).toBe(false);
  expect(sameJson(after, before)).toBe(false);
});

test("what an object inherits is no member", () => {
  expect(memberOf({ a: 1 }, "toString")).toBeUndefined();
  expect(memberOf({ a: 1 }, "a")).toBe(1);
});
