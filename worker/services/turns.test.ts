import { expect, test } from "vitest";
import { Turns } from "#worker/services/turns.ts";

const FOREVER = new AbortController().signal;

/** Takes a turn; tells whether it came. */
function taking(turns: Turns, key: string, limit: number, signal = FOREVER) {
  const turn = { leave: null as (() => void) | null, isSettled: false };
  const came = turns.enter(key, limit, signal).then((leave) => {
    Object.assign(turn, { leave, isSettled: true });
  });
  return Object.assign(turn, { came });
}
const soon = () => new Promise((resolve) => setImmediate(resolve));

test("so many are let in at once, the others in the order in which they came", async () => {
  const turns = new Turns();
  const [first, second, third, fourth] = [1, 2, 3, 4].map(() => taking(turns, "a", 2));
  await soon();
  expect([first, second, third, fourth].map((turn) => turn?.isSettled)).toEqual([true, true, false, false]);
  second?.leave?.();
  await soon();
  expect([third?.isSettled, fourth?.isSettled]).toEqual([true, false]);
  first?.leave?.();
  await fourth?.came;
  expect(fourth?.leave).toBeTypeOf("function");
});

test("a line that is full holds up nobody of another", async () => {
  const turns = new Turns();
  await taking(turns, "a", 1).came;
  taking(turns, "a", 1);
  const other = taking(turns, "b", 1);
  await other.came;
  expect(other.leave).toBeTypeOf("function");
});

test("who is told to stop leaves the line, and takes no turn from those behind", async () => {
  const turns = new Turns();
  const inside = taking(turns, "a", 1);
  await inside.came;
  const stopping = new AbortController();
  const stopped = taking(turns, "a", 1, stopping.signal);
  const behind = taking(turns, "a", 1);
  stopping.abort();
  await stopped.came;
  expect(stopped.leave).toBeNull();
  expect(behind.isSettled).toBe(false);
  inside.leave?.();
  await behind.came;
  expect(behind.leave).toBeTypeOf("function");
  expect(await turns.enter("a", 5, AbortSignal.abort())).toBeNull();
});

test("a limit that was raised lets more in as soon as one leaves", async () => {
  const turns = new Turns();
  const inside = taking(turns, "a", 1);
  await inside.came;
  const waiting = [taking(turns, "a", 3), taking(turns, "a", 3), taking(turns, "a", 3)];
  inside.leave?.();
  await Promise.all(waiting.map(({ came }) => came));
  expect(waiting.every(({ leave }) => leave !== null)).toBe(true);
});
