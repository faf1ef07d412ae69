import { expect, test } from "vitest";
import { waitConfig } from "#core/kinds/wait.ts";

const problemOf = (config: unknown) => waitConfig.safeParse(config).error?.issues[0]?.message ?? null;

test("a stage waits for a while or until a time, as text, number or expression", () => {
  for (const config of [
    { for: "PT2H" },
    { for: 2_000 },
    { for: { $: "input.pauseMs" } },
    { until: "2026-12-24T18:00:00Z" },
    { until: { $: "input.dueAt" } },
  ])
    expect(problemOf(config), JSON.stringify(config)).toBeNull();
});

test("it names one of the two, not both and not none", () => {
  expect(problemOf({})).toMatch(/either how long to wait/);
  expect(problemOf({ for: "PT2H", until: "2026-12-24T18:00:00Z" })).toMatch(/either how long to wait/);
});

test("what is no duration or no moment is named", () => {
  expect(problemOf({ for: "2 hours" })).toMatch(/ISO 8601 duration/);
  expect(problemOf({ for: -1 })).toMatch(/ISO 8601 duration/);
  expect(problemOf({ until: "tomorrow" })).toMatch(/time zone/);
  expect(problemOf({ until: "2026-12-24T18:00" })).toMatch(/time zone/);
});
