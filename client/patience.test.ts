import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPatience } from "#client/patience.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const away = new Error("away");

/** How long a wait takes on the clock of the test. */
async function waited(waiting: Promise<void>): Promise<number> {
  const begin = Date.now();
  const ended = waiting.then(() => Date.now() - begin);
  await vi.runAllTimersAsync();
  return ended;
}

test("pauses grow up to five seconds, and begin anew when the server was there", async () => {
  const patience = createPatience(undefined);
  const pauses: number[] = [];
  for (let turn = 0; turn < 7; turn++) pauses.push(await waited(patience.waitAfter(away)));
  patience.renew();

  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  expect(await waited(patience.waitAfter(away))).toBe(250);
});

test("after five minutes without an answer the error is thrown", async () => {
  const patience = createPatience(undefined);
  vi.setSystemTime(Date.now() + 300_001);

  await expect(patience.waitAfter(away)).rejects.toBe(away);
});

test("a signal ends a pause with its reason", async () => {
  const reason = new Error("enough");
  const given = new AbortController();
  const waiting = createPatience(given.signal).waitAfter(away);
  given.abort(reason);

  await expect(waiting).rejects.toBe(reason);
  await expect(createPatience(given.signal).waitAfter(away)).rejects.toBe(reason);
});
