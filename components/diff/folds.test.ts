import { expect, test } from "vitest";
import { changeFolds, initialFolds } from "#components/diff/folds.ts";

test("a fold opens, and closes again, apart from others", () => {
  const both = changeFolds(changeFolds(initialFolds, { type: "toggle", at: 3 }), { type: "toggle", at: 9 });

  expect([...both.open]).toEqual([3, 9]);
  expect([...changeFolds(both, { type: "toggle", at: 3 }).open]).toEqual([9]);
});

test("each time that more rows are asked for, twice as many are drawn", () => {
  expect(changeFolds(initialFolds, { type: "more" }).max).toBe(initialFolds.max * 2);
});
