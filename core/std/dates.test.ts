import { expect, test } from "vitest";
import { addDays, addMonths, daysBetween, isoDay, toDate } from "#core/std/dates.ts";

test("a date is given as such, as text or as milliseconds; anything else is refused", () => {
  expect(toDate("2026-03-01T12:00:00Z").getTime()).toBe(Date.UTC(2026, 2, 1, 12));
  expect(isoDay(Date.UTC(2026, 2, 1, 23))).toBe("2026-03-01");
  expect(() => toDate("soon")).toThrow("soon is no date");
});

test("days and months later", () => {
  expect(addDays("2026-02-27T10:00:00Z", 2).toISOString()).toBe("2026-03-01T10:00:00.000Z");
  expect(isoDay(addMonths("2026-01-31", 1))).toBe("2026-02-28");
  expect(isoDay(addMonths("2026-01-15", -2))).toBe("2025-11-15");
});

test("days between are counted by the day, not by the hour", () => {
  expect(daysBetween("2026-03-01T23:00:00Z", "2026-03-02T01:00:00Z")).toBe(1);
  expect(daysBetween("2026-03-05", "2026-03-02")).toBe(-3);
});
