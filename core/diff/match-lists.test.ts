import { expect, test } from "vitest";
import { MAX_ITEMS, matchLists } from "#core/diff/match-lists.ts";

/** Pairs as text, such as "0=1" or "2-" or "+3"; a star for what moved. */
const matched = (before: unknown[], after: unknown[]) =>
  matchLists(before, after).matches.map(({ before: left, after: right, moved }) => {
    if (left === null) return `+${right}`;
    return right === null ? `${left}-` : `${left}=${right}${moved ? "*" : ""}`;
  });

test("objects are matched by a key that is unique in both lists, wherever they stand", () => {
  const before = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const after = [{ id: 3, n: 1 }, { id: 1 }, { id: 4 }];

  expect(matchLists(before, after).by).toBe("id");
  expect(matched(before, after)).toEqual(["2=0*", "0=1", "1-", "+2"]);
});

test("what went before the first that stayed stands first", () => {
  expect(matched([{ id: 1 }, { id: 2 }], [{ id: 2 }])).toEqual(["0-", "1=0"]);
});

test("only what had to move is called moved", () => {
  const rows = ["a", "b", "c", "d"].map((key) => ({ key }));

  expect(matched(rows, [rows[3], rows[0], rows[1], rows[2]] as unknown[])).toEqual(["3=0*", "0=1", "1=2", "2=3"]);
});

test('1 and "1" are two keys', () => {
  expect(matched([{ id: 1 }, { id: "1" }], [{ id: "1" }])).toEqual(["0-", "1=0"]);
});

test.each([
  [
    "is there twice",
    [
      { id: 1, name: "a" },
      { id: 1, name: "b" },
    ],
    [{ id: 1, name: "b" }],
    "name",
  ],
  ["some lack", [{ id: 1, name: "a" }, { name: "b" }], [{ id: 1, name: "b" }], "name"],
  [
    "is no plain value",
    [{ id: {}, name: "a" }],
    [
      { id: {}, name: "a" },
      { id: {}, name: "b" },
    ],
    "name",
  ],
  ["no two share, as it is made anew each time", [{ id: 1, name: "a" }], [{ id: 2, name: "a" }], "name"],
  ["lists of other things have not", ["a"], ["b"], null],
])("a key that %s matches nothing", (_, before, after, by) => {
  expect(matchLists(before, after).by).toBe(by);
});

test("without a key, equal items are matched in order, then what is alike, then what stands in the same place", () => {
  const same = { a: 1, b: 2, c: 3 };

  expect(matched([{ a: 7, b: 2, c: 3 }, same], [{ x: 1 }, { a: 8, b: 2, c: 3 }, same])).toEqual(["+0", "0=1", "1=2"]);
  expect(matched([1, 2, 3], [1, 5, 3])).toEqual(["0=0", "1=1", "2=2"]);
  expect(matched([1, 2, 3], [1, 3])).toEqual(["0=0", "1-", "2=1"]);
});

test("long lists are compared up to a limit, around what both share at their ends", () => {
  const list = (from: number) => Array.from({ length: MAX_ITEMS + 10 }, (_, place) => from + place);

  const { matches, cut } = matchLists([-1, ...list(0), -2], [-1, ...list(1e6), 7, -2]);

  expect(cut).toEqual({ before: 10, after: 11, at: matches.length - 1 });
  expect(matches[0]).toEqual({ before: 0, after: 0, moved: false });
  expect(matches.at(-1)).toEqual({ before: MAX_ITEMS + 11, after: MAX_ITEMS + 12, moved: false });
});

test("a change at the end of a long list is found", () => {
  const rows = Array.from({ length: MAX_ITEMS * 2 }, (_, id) => ({ id }));

  const { matches, cut } = matchLists([...rows, { id: -1 }], [...rows, { id: -2 }, { id: -3 }]);

  expect(matches.slice(-3)).toEqual([
    { before: MAX_ITEMS * 2, after: null, moved: false },
    { before: null, after: MAX_ITEMS * 2, moved: false },
    { before: null, after: MAX_ITEMS * 2 + 1, moved: false },
  ]);
  expect(cut).toBeNull();
});
