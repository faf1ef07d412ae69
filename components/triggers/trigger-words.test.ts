import { expect, test } from "vitest";
import { intervalMs, intervalParts, timingWords, triggerWords } from "#components/triggers/trigger-words.ts";

test.each([
  [90_000, 90, "seconds"],
  [60_000, 1, "minutes"],
  [7_200_000, 2, "hours"],
  [86_400_000, 1, "days"],
  [1_500, 1.5, "seconds"],
] as const)("%i ms is %d %s", (ms, count, unit) => {
  expect(intervalParts(ms)).toEqual({ count, unit });
  expect(intervalMs(count, unit)).toBe(ms);
});

test("a timing is told in a phrase", () => {
  const startsAt = "2026-01-01T00:00:00Z";
  expect(timingWords({ type: "cron", cron: "0 9 * * *", timeZone: "Europe/Berlin" })).toBe(
    "every day at 09:00 (Europe/Berlin)",
  );
  expect(timingWords({ type: "cron", cron: "0 9 * * 5#2", timeZone: "UTC" })).toBe("0 9 * * 5#2 (UTC)");
  expect(timingWords({ type: "interval", everyMs: 900_000, startsAt })).toBe("every 15 minutes");
  expect(timingWords({ type: "interval", everyMs: 3_600_000, startsAt })).toBe("every hour");
  expect(timingWords({ type: "interval", everyMs: 1_500, startsAt })).toBe("every 1.5 s");
  expect(timingWords({ type: "once", at: startsAt })).toMatch(/^once, .*20(25|26)/);
});

test("what sets a trigger off is told in a phrase", () => {
  const idempotencyHeader = "Idempotency-Key";
  expect(triggerWords({ kind: "event", event: "order.paid" })).toBe("on order.paid");
  expect(triggerWords({ kind: "webhook", auth: { type: "bearer" }, idempotencyHeader })).toBe("called with a secret");
  expect(
    triggerWords({
      kind: "webhook",
      auth: { type: "hmac", header: "X-Sig", toleranceSeconds: 300 },
      idempotencyHeader,
    }),
  ).toBe("signed in X-Sig");
});
