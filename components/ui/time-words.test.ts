import { expect, test } from "vitest";
import { agoWords, durationWords, inWords } from "#components/ui/time-words.ts";

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

test("what is to come is told by how long it is until then", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const inMs = (ms: number) => inWords(new Date(now + ms), now);
  expect([inMs(-5), inMs(0), inMs(900), inMs(45_000)]).toEqual(["now", "now", "in 1 s", "in 45 s"]);
  expect([inMs(90_000), inMs(25 * 60_000), inMs(3 * 3_600_000)]).toEqual([
    "in 1 min 30 s",
    "in 25 min",
    "in 3 h 0 min",
  ]);
});
