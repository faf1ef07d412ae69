import { expect, test } from "vitest";
import { placeAfter } from "#components/items/grid-place.ts";

const SIZE = { rows: 10, columns: 4, page: 3 };
const after = (key: string, hasMod = false, from = { row: 5, column: 2 }) => placeAfter(from, key, hasMod, SIZE);

test.each([
  ["ArrowUp", { row: 4, column: 2 }],
  ["ArrowDown", { row: 6, column: 2 }],
  ["ArrowLeft", { row: 5, column: 1 }],
  ["ArrowRight", { row: 5, column: 3 }],
  ["PageUp", { row: 2, column: 2 }],
  ["PageDown", { row: 8, column: 2 }],
  ["Home", { row: 5, column: 0 }],
  ["End", { row: 5, column: 3 }],
])("%s leads on", (key, place) => {
  expect(after(key)).toEqual(place);
});

test("with control, home and end lead to the corners", () => {
  expect([after("Home", true), after("End", true)]).toEqual([
    { row: 0, column: 0 },
    { row: 9, column: 3 },
  ]);
});

test("nothing leads out of the grid, and other keys mean nothing", () => {
  expect(after("ArrowUp", false, { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
  expect(after("PageDown", false, { row: 9, column: 3 })).toEqual({ row: 9, column: 3 });
  expect(after("x")).toBeNull();
});
