import { expect, test } from "vitest";
import { drawnRows, foldUnchanged } from "#core/diff/fold.ts";

const folded = (rows: string, context: number, belongs?: (row: string, previous: string) => boolean) =>
  foldUnchanged([...rows], { isChange: (row) => row === "X", context, ...(belongs && { belongs }) }).map(
    ({ isFolded, rows: stretch }) => (isFolded ? `(${stretch.join("")})` : stretch.join("")),
  );

test("unchanged rows are folded, but for some next to a change", () => {
  expect(folded("abcdefXghijkl", 2)).toEqual(["(abcd)", "efXgh", "(ijkl)"]);
});

test("too few to be worth a button stay in sight", () => {
  expect(folded("abcXdefghX", 0)).toEqual(["abc", "X", "(defgh)", "X"]);
});

test("rows that do not belong together are folded apart", () => {
  expect(folded("aaaabbbbX", 0, (row, previous) => row === previous)).toEqual(["(aaaa)", "(bbbb)", "X"]);
});

test("nothing is folded of nothing", () => {
  expect(folded("", 3)).toEqual([]);
});

test("a fold is drawn as a button, with its rows behind it once it is open", () => {
  const stretches = foldUnchanged([..."abcdX"], { isChange: (row) => row === "X", context: 0 });

  expect(drawnRows(stretches, new Set(), 10)).toEqual({
    drawn: [
      { kind: "fold", at: 0, count: 4, isOpen: false },
      { kind: "row", at: 4, row: "X" },
    ],
    left: 0,
  });
  expect(drawnRows(stretches, new Set([0]), 3)).toEqual({
    drawn: [
      { kind: "fold", at: 0, count: 4, isOpen: true },
      { kind: "row", at: 0, row: "a" },
      { kind: "row", at: 1, row: "b" },
    ],
    left: 3,
  });
});
