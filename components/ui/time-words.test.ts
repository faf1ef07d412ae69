import { expect, test } from "vitest";
import { agoWords, durationWords } from "#components/ui/time-words.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

test.each([
  [104, "0.1 s"],
  [12_900, "12 s"],
  [184_000, "3 min 4 s"],
  [7_500_000, "2 h 5 min"],
  [273_600_000, "3 d 4 h"],
  [-5, "0 ms"],
  [42, "42 ms"],
])("%d ms reads as %s", (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test.each([
  [3_000, "just now"],
  [42_000, "42 s ago"],
  [3_600_000, "1 h ago"],
  [86_400_000 * 40, "11 Oct 2026"],
])("what was %d ms ago reads as %s", (age, words) => {
  expect(agoWords(new Date(NOON - age), NOON)).toBe(words);
});
