import { expect, test } from "vitest";
import { afterAttempt, type Breaker, CLOSED, freeAt } from "#core/delivery/breaker.ts";

const POLICY = { threshold: 5, openMs: 30_000, perHost: 4 };
const failing = (times: number, from: Breaker = CLOSED): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => afterAttempt(breaker, true, 1_000, POLICY), from);

test("a host gets as many sends at a time as its limit allows", () => {
  expect([0, 3, 4, 9].map((inFlight) => freeAt(CLOSED, inFlight, 0, POLICY))).toEqual([4, 1, 0, 0]);
  expect(freeAt(failing(4), 0, 1_000, POLICY)).toBe(4);
});

test("it opens after five failures in a row, and nothing is sent for thirty seconds", () => {
  expect(failing(5)).toEqual({ failures: 5, openUntil: 31_000 });
  expect(freeAt(failing(5), 0, 30_999, POLICY)).toBe(0);
});

test("a success in between starts the count anew", () => {
  const saved = afterAttempt(failing(4), false, 1_000, POLICY);
  expect(failing(4, saved).openUntil).toBeNull();
});

test("half open it lets one attempt through, which closes it or opens it again", () => {
  const open = failing(5);
  expect(freeAt(open, 0, 31_000, POLICY)).toBe(1);
  expect(freeAt(open, 1, 31_000, POLICY)).toBe(0);
  expect(afterAttempt(open, false, 31_000, POLICY)).toEqual(CLOSED);
  expect(afterAttempt(open, true, 31_000, POLICY).openUntil).toBe(61_000);
});
