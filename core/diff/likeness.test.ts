import { expect, test } from "vitest";
import { jsonLikeness, pairAlike, textLikeness } from "#core/diff/likeness.ts";

test("texts are as alike as the words they share", () => {
  const likeness = textLikeness();

  expect(likeness("the quick fox", "the quick fox")).toBe(1);
  expect(likeness("the quick fox", "the slow dog")).toBeCloseTo(1 / 3);
  expect(likeness("one two", "three four")).toBe(0);
});

test("each sign of a script without spaces is a word", () => {
  expect(textLikeness()("契約書を確認", "契約書を承認")).toBeCloseTo(5 / 6);
});

test("texts without words are alike only if they are the same but for space around them", () => {
  const likeness = textLikeness();

  expect(likeness("  }", "}")).toBe(1);
  expect(likeness("{", "}")).toBe(0);
});

test("objects and lists are as alike as the members they share; values of other kinds are not", () => {
  const likeness = jsonLikeness();

  expect(likeness({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe(0.5);
  expect(likeness([1, 2, 3, 4], [1, 2, 3])).toBe(0.75);
  expect(likeness("a b", "a c")).toBe(0.5);
  expect(likeness({}, [])).toBe(0);
  expect(likeness([], {})).toBe(0);
  expect(likeness(1, 1)).toBe(0);
});

test("of several that are alike, the most similar is taken, and the order is kept", () => {
  const likeness = [
    [0.5, 0.9, 0.1],
    [0.9, 0, 0.3],
    [0, 0, 0.4],
  ];
  const all = { from: 0, to: 3 };

  const pairs = pairAlike({ before: all, after: all }, (before, after) => likeness[before]?.[after] ?? 0);

  expect(pairs).toEqual([
    [0, 1],
    [2, 2],
  ]);
});
