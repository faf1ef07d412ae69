import { expect, test } from "vitest";
import { createStorageCap } from "#server/storage/storage-cap.ts";

const GB = 1e9;
const MINUTE = 60_000;

/** A cap over a size that a test sets, by a clock that a test moves. */
function capOf(max: number | null, tookMs = 0) {
  const state = { gb: 0, now: 0, measured: 0, isDown: false };
  const cap = createStorageCap(
    async () => {
      state.measured += 1;
      state.now += tookMs;
      if (state.isDown) throw new Error("the database is down");
      return { databaseBytes: state.gb * GB, artifactBytes: GB };
    },
    max === null ? null : max * GB,
    () => state.now,
  );
  return { cap, state };
}

/** Lets what goes on behind an answer come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("new runs are refused while more is stored than may be, and taken again when there is room", async () => {
  const { cap, state } = capOf(10);
  state.gb = 9;
  await cap.requireRoom();

  state.gb = 9.5;
  state.now = MINUTE;
  await cap.requireRoom();
  await settle();
  await expect(cap.requireRoom()).rejects.toMatchObject({
    code: "full",
    message:
      "No new run is started: 10.5 GB are stored of the 10 that HEDDLE_MAX_GB allows. Let old runs go by a retention, or allow more",
  });

  state.gb = 1;
  await expect(cap.requireRoom()).rejects.toMatchObject({ code: "full" });
  expect(await cap.isFull()).toBe(false);
  await cap.requireRoom();
});

test("nobody is refused by what was stored long ago, unless it cannot be measured now", async () => {
  const { cap, state } = capOf(10);
  state.gb = 10;
  await expect(cap.requireRoom()).rejects.toMatchObject({ code: "full" });

  state.now = 24 * 60 * MINUTE;
  state.isDown = true;
  await expect(cap.requireRoom()).rejects.toMatchObject({ code: "full" });
  state.isDown = false;
  state.gb = 1;
  state.now *= 2;
  await cap.requireRoom();
});

test("it is measured once a minute, however many ask", async () => {
  const { cap, state } = capOf(10);
  await Promise.all([cap.requireRoom(), cap.requireRoom(), cap.stored()]);
  state.now = MINUTE - 1;
  await cap.requireRoom();
  expect(state.measured).toBe(1);

  state.now = MINUTE;
  await Promise.all([cap.requireRoom(), cap.stored()]);
  await settle();
  expect(state.measured).toBe(2);
});

test("what takes long to measure is measured less often", async () => {
  const { cap, state } = capOf(10, 10_000);
  await cap.requireRoom();
  state.now += 199_000;
  await cap.requireRoom();
  expect(state.measured).toBe(1);
  state.now += 1_000;
  await cap.requireRoom();
  expect(state.measured).toBe(2);
});

test("a measurement that fails leaves the last one standing", async () => {
  const { cap, state } = capOf(10);
  await expect(cap.stored()).resolves.toEqual({ databaseBytes: 0, artifactBytes: GB });
  state.isDown = true;
  state.now = MINUTE;
  await cap.requireRoom();
  await settle();
  expect(await cap.stored()).toEqual({ databaseBytes: 0, artifactBytes: GB });
  expect(state.measured).toBe(2);
});

test("without a cap nothing is refused and nothing measured", async () => {
  const { cap, state } = capOf(null);
  await cap.requireRoom();
  expect(state.measured).toBe(0);
  expect(cap.maxBytes).toBeNull();
});
