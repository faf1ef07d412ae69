import { expect, test } from "vitest";
import {
  DURATION_UNITS,
  type DurationUnit,
  inWholeUnits,
  isoDuration,
  readDuration,
  readMoment,
} from "#core/duration.ts";

test("a duration is a number of milliseconds or ISO 8601", () => {
  expect(readDuration(1_500.4)).toBe(1_500);
  expect(readDuration("PT2H")).toBe(7_200_000);
  expect(readDuration("P1DT2H3M4.5S")).toBe(93_784_500);
  expect(readDuration("P2W")).toBe(1_209_600_000);
  expect(readDuration("PT0S")).toBe(0);
});

test("what is no duration, negative or longer than ten years is refused", () => {
  for (const value of [
    "",
    "P",
    "PT",
    "P1DT",
    "2h",
    "P1Y",
    "P1M",
    "P-1D",
    "P4000D",
    -1,
    Number.NaN,
    Infinity,
    null,
    {},
    true,
  ])
    expect(readDuration(value), String(value)).toBeNull();
});

test("a moment is ISO 8601 with a time zone, or milliseconds since 1970", () => {
  expect(readMoment("2026-12-24T18:00:00Z")).toBe(Date.UTC(2026, 11, 24, 18));
  expect(readMoment("2026-12-24T18:00+01:00")).toBe(Date.UTC(2026, 11, 24, 17));
  expect(readMoment(1_700_000_000_000.4)).toBe(1_700_000_000_000);
  for (const value of ["2026-12-24", "2026-12-24T18:00", "tomorrow", "2026-13-24T18:00Z", Number.NaN, null])
    expect(readMoment(value), String(value)).toBeNull();
});

test("a length of time is shown in the largest unit that is whole, and read back the same", () => {
  expect(inWholeUnits(7_200_000)).toEqual({ amount: 2, unit: "hours" });
  expect(inWholeUnits(172_800_000)).toEqual({ amount: 2, unit: "days" });
  expect(inWholeUnits(90_000)).toEqual({ amount: 90, unit: "seconds" });
  expect(inWholeUnits(500)).toEqual({ amount: 0.5, unit: "seconds" });
  expect(inWholeUnits(0)).toEqual({ amount: 0, unit: "seconds" });
  for (const unit of Object.keys(DURATION_UNITS) as DurationUnit[])
    expect(readDuration(isoDuration(3, unit))).toBe(3 * DURATION_UNITS[unit]);
});
