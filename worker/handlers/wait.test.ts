import { expect, test } from "vitest";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { wait } from "#worker/handlers/wait.ts";

const HOUR = 3_600_000;

/** The attempt of a stage whose expressions have the given values. */
const waitWith = (
  config: Record<string, unknown>,
  values: Record<string, unknown> = {},
  suspension: unknown = null,
) => {
  const evaluate = async (template: unknown) => ({ ...(template as object), ...values });
  return wait(config, null, { begin: () => {}, evaluate, suspension } as unknown as AttemptContext);
};

test("it suspends until its time", async () => {
  const before = Date.now();
  const outcome = await waitWith({ for: "PT2H" });
  expect(outcome).toMatchObject({ kind: "suspended", suspension: { for: "timer" } });
  const wakeAt = outcome.kind === "suspended" ? Date.parse(outcome.wakeAt ?? "") : 0;
  expect(wakeAt).toBeGreaterThanOrEqual(before + 2 * HOUR);
  expect(wakeAt).toBeLessThanOrEqual(Date.now() + 2 * HOUR);
  const until = new Date(before + HOUR).toISOString();
  expect(await waitWith({ until })).toMatchObject({ kind: "suspended", wakeAt: until });
});

test("woken, it says how long it waited", async () => {
  const since = new Date(Date.now() - HOUR).toISOString();
  const outcome = await waitWith({ for: "PT1H" }, {}, { for: "timer", since });
  expect(outcome).toMatchObject({ kind: "completed", output: { wokeAt: expect.any(String) } });
  const { waitedMs } = (outcome as { output: { waitedMs: number } }).output;
  expect(waitedMs).toBeGreaterThanOrEqual(HOUR);
});

test("a time that has passed is not waited for", async () => {
  expect(await waitWith({ until: "2020-01-01T00:00:00Z" })).toMatchObject({
    kind: "completed",
    output: { waitedMs: 0 },
  });
  expect(await waitWith({ for: 0 })).toMatchObject({ kind: "completed", output: { waitedMs: 0 } });
});

test("an expression that gives no time fails the stage and names the field", async () => {
  const failure = (message: RegExp) => ({
    kind: "failed",
    failure: { code: "bad_time", message: expect.stringMatching(message), retryable: false },
  });
  expect(await waitWith({ for: { $: "x" } }, { for: "soon" })).toMatchObject(failure(/^config\.for is "soon"/));
  expect(await waitWith({ until: { $: "x" } }, { until: "soon" })).toMatchObject(failure(/^config\.until is "soon"/));
  expect(await waitWith({ until: { $: "x" } }, { until: "2300-01-01T00:00Z" })).toMatchObject(
    failure(/ten years away/),
  );
});
