import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueAt, MAX_CATCH_UP, nextTimes } from "#core/schedule.ts";
import { Timing } from "#core/timing.ts";

const cron = (expression: string, timeZone = "UTC"): Timing =>
  Timing.parse({ type: "cron", cron: expression, timeZone });
const at = (text: string) => new Date(text);
const iso = (times: Date[]) => times.map((time) => time.toISOString().replace(".000Z", "Z"));
const next = (timing: Timing, after: string, count = 3) => iso(nextTimes(timing, at(after), count));

const HOURLY: Timing = { type: "interval", everyMs: 3_600_000, startsAt: "2026-01-01T00:10:00Z" };
const ONCE: Timing = { type: "once", at: "2026-06-01T12:00:00+02:00" };

describe("the next times of a cron expression", () => {
  test.each([
    ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]],
    ["America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z", ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]],
    ["America/Santiago", "0 0 * * *", "2026-09-05T12:00:00Z", ["2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"]],
    ["Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]],
  ])(
    "in %s: a time that the spring leaves out comes at the first moment after the gap",
    (zone, expression, after, times) => {
      expect(next(cron(expression, zone), after, 2)).toEqual(times);
    },
  );

  test.each([
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]],
    ["America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]],
    ["Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00:00Z", ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]],
  ])("in %s: a time that the autumn has twice comes once, the first time", (zone, expression, after, times) => {
    expect(next(cron(expression, zone), after, 2)).toEqual(times);
  });

  test("every hour means every hour that passes, whatever the clocks do", () => {
    const hours = (from: string) => nextTimes(cron("0 * * * *", "Europe/Berlin"), at(from), 30).map(Number);
    for (const times of [hours("2026-03-28T12:00:00Z"), hours("2026-10-24T12:00:00Z")])
      expect(new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toEqual(new Set([3_600_000]));
  });

  test("February 29 comes in leap years only", () => {
    expect(next(cron("0 0 29 2 *"), "2026-01-01T00:00:00Z")).toEqual([
      "2028-02-29T00:00:00Z",
      "2032-02-29T00:00:00Z",
      "2036-02-29T00:00:00Z",
    ]);
  });

  test("the moment itself is left out", () => {
    expect(next(cron("0 0 * * *"), "2026-01-01T00:00:00.000Z", 1)).toEqual(["2026-01-02T00:00:00Z"]);
    expect(next(cron("0 0 * * *"), "2025-12-31T23:59:59.999Z", 1)).toEqual(["2026-01-01T00:00:00Z"]);
  });
});

describe("the next times of an interval", () => {
  test("are aligned to its start", () => {
    expect(next(HOURLY, "2026-01-01T05:00:00Z", 2)).toEqual(["2026-01-01T05:10:00Z", "2026-01-01T06:10:00Z"]);
    expect(next(HOURLY, "2026-01-01T05:10:00Z", 1)).toEqual(["2026-01-01T06:10:00Z"]);
  });

  test("begin with its start", () => {
    expect(next(HOURLY, "2025-06-01T00:00:00Z", 2)).toEqual(["2026-01-01T00:10:00Z", "2026-01-01T01:10:00Z"]);
  });
});

test("a single time comes once", () => {
  expect(next(ONCE, "2026-06-01T09:59:59Z")).toEqual(["2026-06-01T10:00:00Z"]);
  expect(next(ONCE, "2026-06-01T10:00:00Z")).toEqual([]);
});

describe("what is due", () => {
  const MINUTELY = cron("* * * * *");
  const due = (timing: Timing, nextAt: string, now: string, policy: Parameters<typeof dueAt>[3]) => {
    const { fire, next, note } = dueAt(timing, at(nextAt), at(now), policy);
    return { fire: iso(fire), next: next && iso([next])[0], note };
  };

  test.each(["skip", "one", "all"] as const)("on time is fired under %s, and the next one is set", (policy) => {
    expect(due(MINUTELY, "2026-01-01T10:00:00Z", "2026-01-01T10:00:00.250Z", policy)).toEqual({
      fire: ["2026-01-01T10:00:00Z"],
      next: "2026-01-01T10:01:00Z",
      note: null,
    });
  });

  test("is never earlier than what was fired, although the clock has gone back", () => {
    expect(due(MINUTELY, "2026-01-01T10:00:00Z", "2026-01-01T09:00:00Z", "one").next).toBe("2026-01-01T10:01:00Z");
    expect(due(HOURLY, "2026-01-01T10:10:00Z", "2025-01-01T09:00:00Z", "one").next).toBe("2026-01-01T11:10:00Z");
  });

  const DOWN: [Timing, string, string] = [HOURLY, "2026-01-01T10:10:00Z", "2026-01-01T13:00:00Z"];
  test.each([
    ["skip", [], "Skipped 3 missed times"],
    ["one", ["2026-01-01T12:10:00Z"], "One run stands for 3 missed times"],
    ["all", ["2026-01-01T10:10:00Z", "2026-01-01T11:10:00Z", "2026-01-01T12:10:00Z"], "Caught up on 3 missed times"],
  ] as const)("after three missed hours under %s", (policy, fire, note) => {
    expect(due(...DOWN, policy)).toEqual({ fire, next: "2026-01-01T13:10:00Z", note });
  });

  test.each([
    ["skip", 1, "Skipped 1 missed time"],
    ["one", 1, "One run stands for 1 missed time"],
    ["all", 2, "Caught up on 1 missed time"],
  ] as const)("when the last time is on time and one was missed, under %s", (policy, count, note) => {
    const { fire, note: said } = due(HOURLY, "2026-01-01T10:10:00Z", "2026-01-01T11:10:30Z", policy);
    expect(fire).toHaveLength(count);
    expect(fire.at(-1)).toBe("2026-01-01T11:10:00Z");
    expect(said).toBe(note);
  });

  test("one missed time and no other is caught up on unless it is to be skipped", () => {
    const once = (policy: Parameters<typeof dueAt>[3]) =>
      due(ONCE, "2026-06-01T10:00:00Z", "2026-06-02T00:00:00Z", policy);
    expect(once("one")).toEqual({ fire: ["2026-06-01T10:00:00Z"], next: null, note: null });
    expect(once("skip")).toEqual({ fire: [], next: null, note: "Skipped 1 missed time" });
  });

  test.each([MINUTELY, { type: "interval", everyMs: 1_000, startsAt: "2020-01-01T00:00:00Z" } satisfies Timing])(
    "catching up on a year starts the last thousand and says so",
    (timing) => {
      const { fire, note } = due(timing, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "all");
      expect(fire).toHaveLength(MAX_CATCH_UP);
      expect(fire.at(-1)).toBe("2026-01-01T00:00:00Z");
      expect(note).toBe("Started the last 1,000 missed times; there were more");
    },
  );

  test.each(["skip", "one"] as const)(
    "how much a year of minutes missed under %s is not counted to the end",
    (policy) => {
      expect(due(MINUTELY, "2025-01-01T00:00:00Z", "2026-01-01T00:10:59Z", policy).note).toMatch(
        /at least 1,000 missed times/,
      );
    },
  );

  test("is what the next times say, one after the other, in any zone and at any moment", () => {
    const zones = [
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "America/Santiago",
      "Africa/Cairo",
      "Asia/Kathmandu",
    ];
    const crons = ["30 2 * * *", "0 */6 * * *", "15 1,2,3 * * *", "0 0 * * *", "0 0 1 * *", "30 1 * * 0", "@daily"];
    const months = ["2026-03", "2026-04", "2026-09", "2026-10", "2026-11", "2025-12"];
    const moment = fc
      .tuple(fc.constantFrom(...months), fc.nat(30 * 86_400_000))
      .map(([month, later]) => new Date(at(`${month}-01T00:00:00Z`).getTime() + later));
    const HORIZON_MS = 10 * 86_400_000;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...crons),
        moment,
        fc.nat(HORIZON_MS),
        (zone, expression, from, later) => {
          const timing = cron(expression, zone);
          const [nextAt] = nextTimes(timing, from, 1);
          if (!nextAt) throw new Error("There is always a next time");
          const now = new Date(nextAt.getTime() + later);
          const expected: Date[] = [];
          for (let time: Date | undefined = nextAt; time && time <= now; [time] = nextTimes(timing, time, 1))
            expected.push(time);
          const { fire, next } = dueAt(timing, nextAt, now, "all");
          expect(fire).toEqual(expected);
          expect(next).toEqual(nextTimes(timing, now, 1)[0]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
