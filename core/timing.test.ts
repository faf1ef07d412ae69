import { describe, expect, test } from "vitest";
import { isTimeZone } from "#core/time-zone.ts";
import { cronProblem, Timing } from "#core/timing.ts";

const problemsOf = (timing: unknown) =>
  (Timing.safeParse(timing).error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);

describe("a cron expression", () => {
  test.each(["* * * * *", "*/15 9-17 * * MON-FRI", "0 0 29 2 *", "0 0 L * *", "0 9 * * 1#1", "@hourly", "@weekly"])(
    "%s is taken",
    (cron) => {
      expect(cronProblem(cron)).toBeNull();
    },
  );

  test.each([
    ["0 0 30 2 *", /never comes/],
    ["0 0 31 4,6 *", /never comes/],
    ["60 * * * *", /Invalid value for minute: 60/],
    ["* * * *", /is not a cron expression/],
    ["* * * * * *", /requires exactly 5 parts/],
    ["every day", /is not a cron expression/],
    ["@reboot", /@reboot is not supported/],
  ])("%s is refused, in words", (cron, said) => {
    expect(cronProblem(cron)).toMatch(said);
  });
});

describe("the timing of a schedule is refused with the field at fault", () => {
  test.each([
    [{ type: "cron", cron: "0 0 30 2 *", timeZone: "UTC" }, "cron names a day that never comes"],
    [
      { type: "cron", cron: "0 0 * * *", timeZone: "Mars/Olympus" },
      "timeZone is not a time zone such as Europe/Berlin",
    ],
    [{ type: "interval", everyMs: 10, startsAt: "2026-01-01T00:00:00Z" }, "everyMs must be a second or more"],
    [{ type: "once", at: "tomorrow" }, "at is not a time such as 2026-03-29T09:00:00Z"],
  ])("%j", (timing, problem) => {
    expect(problemsOf(timing)).toEqual([problem]);
  });
});

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Asia/Kolkata", true],
  ["Asia/Calcutta", true],
  ["Mars/Olympus", false],
  ["+02:00", false],
  ["", false],
])("whether %j is a time zone: %s", (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});
