import { expect, test } from "vitest";
import { longestRise } from "#core/diff/longest-rise.ts";

test.each([
  [[], []],
  [[7], [0]],
  [
    [0, 1, 2],
    [0, 1, 2],
  ],
  [[2, 1, 0], [2]],
  [
    [4, 0, 1, 2, 3],
    [1, 2, 3, 4],
  ],
  [
    [2, 5, 3, 7, 11, 8, 10, 13, 6],
    [0, 2, 3, 5, 6, 7],
  ],
])("of %j, the places %j rise longest", (numbers, places) => {
  expect(longestRise(numbers)).toEqual(places);
});
