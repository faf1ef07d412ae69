import { describe, expect, test } from "vitest";
import { EventName, TriggerName, TriggerSettings } from "#core/trigger.ts";

const problemsOf = (settings: unknown) =>
  (TriggerSettings.safeParse(settings).error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);

test("what is not said has a default", () => {
  const timing = { type: "once", at: "2026-01-01T00:00:00Z" };
  expect(TriggerSettings.parse({ kind: "schedule", timing })).toEqual({
    kind: "schedule",
    timing,
    catchUp: "one",
    input: {},
  });
  expect(TriggerSettings.parse({ kind: "webhook", auth: { type: "hmac" } })).toEqual({
    kind: "webhook",
    auth: { type: "hmac", header: "X-Signature-256", toleranceSeconds: 300 },
    idempotencyHeader: "Idempotency-Key",
  });
  expect(TriggerSettings.parse({ kind: "event", event: "order.paid" })).toEqual({ kind: "event", event: "order.paid" });
});

describe("settings are refused with the field at fault", () => {
  test.each([
    [{ kind: "webhook", auth: { type: "bearer" }, mapping: "body.(" }, /^mapping the expression does not compile: /],
    [{ kind: "webhook", auth: { type: "hmac", header: "X Signature" } }, /^auth\.header is not the name of a header/],
    [{ kind: "event", event: "order paid" }, /^event is words joined by/],
    [{ kind: "event", event: "order.paid", filter: " " }, /^filter must not be empty/],
    [{ kind: "event", event: "order.paid", filter: "payload.n > 1", mapping: "payload" }, null],
  ])("%j", (settings, said) => {
    const [problem = null] = problemsOf(settings);
    if (said === null) expect(problem).toBeNull();
    else expect(problem).toMatch(said);
  });
});

test("names hold no control characters, and events are words", () => {
  expect(TriggerName.safeParse("a\u0000b").success).toBe(false);
  expect(TriggerName.parse("  Nightly import ")).toBe("Nightly import");
  expect(EventName.safeParse(`a.${"b".repeat(300)}`).success).toBe(false);
});
