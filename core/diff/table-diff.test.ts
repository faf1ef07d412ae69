import { expect, test } from "vitest";
import { MAX_ITEMS } from "#core/diff/match-lists.ts";
import { diffTables, isTable } from "#core/diff/table-diff.ts";

test.each([
  [[{ a: 1 }], [{ a: 2, b: null }], true],
  [[], [{ a: 1 }], true],
  [[{}], [{}, {}], false],
  [[{ a: [] }], [{ a: 1 }], false],
  [[{ a: 1 }], [{ a: {} }], false],
  [[1], [{ a: 1 }], false],
  [{ a: 1 }, [{ a: 1 }], false],
  [[{ a: 1 }], "a", false],
  [[Object.fromEntries(Array.from({ length: 41 }, (_, column) => [column, 1]))], [], false],
])("%j and %j are tables: %s", (before, after, expected) => {
  expect(isTable(before, after)).toBe(expected);
});

test("rows are matched, and say whether they changed, moved, came or went", () => {
  const before = [
    { id: 1, price: 10 },
    { id: 2, price: 20 },
    { id: 3, price: 30 },
    { id: 4, price: 40 },
  ];
  const after = [
    { id: 4, price: 40 },
    { id: 1, price: 10 },
    { id: 2, price: 25 },
    { id: 5, price: 50 },
  ];

  const { by, rows, counts, cut } = diffTables(before, after);

  expect(by).toBe("id");
  expect(rows).toEqual([
    { kind: "moved", moved: true, before: { number: 4, row: before[3] }, after: { number: 1, row: after[0] } },
    { kind: "same", moved: false, before: { number: 1, row: before[0] }, after: { number: 2, row: after[1] } },
    { kind: "changed", moved: false, before: { number: 2, row: before[1] }, after: { number: 3, row: after[2] } },
    { kind: "removed", moved: false, before: { number: 3, row: before[2] }, after: null },
    { kind: "added", moved: false, before: null, after: { number: 4, row: after[3] } },
  ]);
  expect(counts).toEqual({ added: 1, removed: 1, changed: 1, moved: 1 });
  expect(cut).toBeNull();
});

test("columns that came or went are told from those that stay", () => {
  expect(diffTables([{ a: 1, b: 1 }], [{ a: 1, c: 1 }]).columns).toEqual([
    { name: "a", kind: "same" },
    { name: "b", kind: "removed" },
    { name: "c", kind: "added" },
  ]);
});

test("where all rows came or went, the columns are no news", () => {
  expect(diffTables([], [{ a: 1 }]).columns).toEqual([{ name: "a", kind: "same" }]);
  expect(diffTables([{ a: 1 }], []).columns).toEqual([{ name: "a", kind: "same" }]);
});

test("rows that were not compared are counted where they would stand", () => {
  const table = (from: number) => Array.from({ length: MAX_ITEMS + 2 }, (_, row) => ({ n: from + row }));

  const { rows, cut } = diffTables([...table(0), { n: -1 }], [...table(1e6), { n: -1 }]);

  expect(cut).toEqual({ before: 2, after: 2 });
  expect(rows.slice(-2).map(({ kind }) => kind)).toEqual(["cut", "same"]);
});
