import { expect, test } from "vitest";
import { chunk, sortBy, sum, uniqueBy } from "#core/std/lists.ts";

test("a list is cut in pieces", () => {
  expect(chunk([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunk([], 3)).toEqual([]);
  expect(() => chunk([1], 0)).toThrow("the size is 1 or more");
  expect(() => chunk([1], Number.NaN)).toThrow(RangeError);
});

test("of those with the same key the first stays", () => {
  expect(
    uniqueBy(
      [
        { id: 1, n: "a" },
        { id: 2, n: "b" },
        { id: 1, n: "c" },
      ],
      ({ id }) => id,
    ),
  ).toEqual([
    { id: 1, n: "a" },
    { id: 2, n: "b" },
  ]);
});

test("a list is sorted up or down, and equal ones stay in their order", () => {
  const items = [
    ["b", 1],
    ["a", 2],
    ["b", 3],
  ] as const;
  expect(sortBy(items, ([key]) => key)).toEqual([
    ["a", 2],
    ["b", 1],
    ["b", 3],
  ]);
  expect(sortBy(items, ([key]) => key, "down")).toEqual([
    ["b", 1],
    ["b", 3],
    ["a", 2],
  ]);
});

test("numbers are added, or what is told of each", () => {
  expect(sum([1, 2, 3])).toBe(6);
  expect(sum([{ n: 2 }, { n: 5 }], ({ n }) => n)).toBe(7);
  expect(sum([])).toBe(0);
});
