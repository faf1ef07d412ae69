import { expect, test } from "vitest";
import type { KeptTask } from "#worker/sandbox/messages.ts";
import { comparePrograms, spoilt } from "#worker/testing/soak/compare.ts";

const COUNT = 500;
const SEED = 20_261_128;

test("500 random programs give the same whether they stay in a machine or are suspended, lost and resumed at every wait", async () => {
  const { same, suspensions, kills, different, seen } = await comparePrograms(COUNT, SEED);
  expect(seen?.[1], different?.source).toEqual(seen?.[0]);
  expect(same).toBe(COUNT);
  // Not for want of waits.
  expect(suspensions).toBeGreaterThan(3 * COUNT);
  expect(kills).toBeGreaterThan(COUNT / 2);
}, 600_000);

test.each<[what: string, spoil: (kept: KeptTask) => KeptTask]>([
  ["how much of the log was read", (kept) => ({ ...kept, readUnits: 0 })],
  ["the last of the timers", (kept) => (kept.timers.length > 1 ? { ...kept, timers: kept.timers.slice(0, -1) } : kept)],
  ["one of the calls", (kept) => (kept.calls.length > 1 ? { ...kept, calls: kept.calls.slice(1) } : kept)],
  ["how long it waits", (kept) => ({ ...kept, wakeAt: kept.wakeAt && kept.wakeAt + 7 })],
])(
  "a fault that loses %s is noticed",
  async (_what, spoil) => {
    const { different } = await comparePrograms(COUNT, SEED, spoilt(spoil));
    expect(different).toBeDefined();
  },
  60_000,
);
