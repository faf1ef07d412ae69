import { expect, test } from "vitest";
import { commonSubsequence } from "#core/diff/common-subsequence.ts";

const shared = (before: string, after: string) =>
  commonSubsequence([...before], [...after])
    .map(([place]) => before[place])
    .join("");

test.each([
  ["", "abc", ""],
  ["abc", "abc", "abc"],
  ["abc", "xyz", ""],
  ["abcd", "acxd", "acd"],
  ["xaybz", "1a2b3", "ab"],
  ["abab", "ab", "ab"],
])("%j and %j share %j", (before, after, expected) => {
  expect(shared(before, after)).toBe(expected);
});

test("each pair names the same text in both lists, and both places rise", () => {
  const before = [..."the quick brown fox"];
  const after = [..."that quiet crow fixes"];

  const pairs = commonSubsequence(before, after);

  expect(pairs.map(([left]) => before[left])).toEqual(pairs.map(([, right]) => after[right]));
  expect(pairs.map(([left]) => left)).toEqual(pairs.map(([left]) => left).toSorted((one, other) => one - other));
  expect(pairs.map(([, right]) => right)).toEqual(
    pairs.map(([, right]) => right).toSorted((one, other) => one - other),
  );
});

test("two long lists that have nothing in common are compared at once", () => {
  const list = (name: string) => Array.from({ length: 100_000 }, (_, place) => `${name}${place}`);

  expect(commonSubsequence(list("a"), list("b"))).toEqual([]);
});

test("lists that would take too long are matched by what occurs once in both", () => {
  const numbers = Array.from({ length: 3_000 }, (_, place) => `${place}`);
  const swapped = numbers.toReversed();

  // Neither "twice" can be told from the other, so that they are not matched.
  const pairs = commonSubsequence(["a", "twice", ...numbers, "twice"], ["b", "twice", ...swapped, "twice", "once"]);

  expect(pairs).toHaveLength(1);
});

test("what occurs twice on one side alone is no landmark either", () => {
  const numbers = Array.from({ length: 3_000 }, (_, place) => `${place}`);

  const pairs = commonSubsequence(["x", "here", ...numbers, "here"], ["here", ...numbers.toReversed(), "y"]);

  expect(pairs).toHaveLength(1);
});
