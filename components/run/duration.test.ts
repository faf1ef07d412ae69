import { expect, test } from "vitest";
import { elapsedMs, formatDuration } from "#components/run/duration.ts";
import { at } from "#components/run/run-samples.ts";

test.each([
  [0, "0 ms"],
  [340, "340 ms"],
  [1_000, "1 s"],
  [1_240, "1.2 s"],
  [59_960, "1 min"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
  [273_600_000, "3 d 4 h"],
])("%i ms reads as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("what has not finished has lasted until now", () => {
  expect(elapsedMs(at(0), null, Date.parse(at(3)))).toBe(3_000);
  expect(elapsedMs(at(0), at(2), Date.parse(at(3)))).toBe(2_000);
  expect(elapsedMs(null, null, 0)).toBeNull();
});
