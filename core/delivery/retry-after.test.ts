import { expect, test } from "vitest";
import { retryAfterMs } from "#core/delivery/retry-after.ts";

const now = new Date("2026-01-01T00:00:00Z");

test("Retry-After is seconds or a date", () => {
  expect(retryAfterMs("120", now)).toBe(120_000);
  expect(retryAfterMs("Thu, 01 Jan 2026 00:01:00 GMT", now)).toBe(60_000);
});

test("a date that has passed asks for no pause", () => {
  expect(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
});

test.each([undefined, "", "soon", "-5", "1.5"])("%j says nothing", (header) => {
  expect(retryAfterMs(header, now)).toBeNull();
});
