import { pino } from "pino";
import { beforeEach, expect, test, vi } from "vitest";
import type { Timing } from "#core/timing.ts";
import { listen } from "#server/engine/listener.ts";
import { testServices } from "#server/testing/services.ts";
import { runsOf, type TriggerHome, triggerHome } from "#server/testing/trigger-home.ts";
import { type ScheduleWatch, watchSchedules } from "#worker/schedules.ts";
import { readWorkMessage } from "#worker/work-messages.ts";

const services = await testServices();
const silent = pino({ level: "silent" });
const WORKFLOW = "every.second";
/** Far longer than a test: what happens did not wait for it. */
const POLL_MS = 600_000;

let place: TriggerHome;
beforeEach(async () => {
  await services.pool.query("truncate trigger cascade");
  place = await triggerHome(services);
  await place.workflow(WORKFLOW);
});

const watch = () => watchSchedules(services, silent, POLL_MS);
const schedule = (timing: Timing) =>
  place.owner.triggers.create({
    name: `Every second ${timing.type}`,
    workflow: WORKFLOW,
    settings: { kind: "schedule", timing, catchUp: "all", input: { id: "x" } },
  });
const keys = async () => (await runsOf(services, place.home.workspaceId)).map(({ key }) => key ?? "");

test("ten that watch one database fire each second exactly once", async () => {
  const watches = Array.from({ length: 10 }, watch);
  const { id } = await schedule({ type: "interval", everyMs: 1_000, startsAt: "2026-01-01T00:00:00Z" });
  for (const { wake } of watches) wake();

  await vi.waitFor(async () => expect((await keys()).length).toBeGreaterThanOrEqual(4), {
    timeout: 20_000,
    interval: 50,
  });
  await Promise.all(watches.map(({ stop }) => stop()));

  const seconds = (await keys()).map((key) => Date.parse(key.replace(`schedule:${id}:`, "")) / 1_000);
  expect(seconds).toEqual(seconds.map((_, index) => (seconds[0] ?? 0) + index));
});

test("a watch sleeps exactly until the next time, and a schedule that is made meanwhile wakes it", async () => {
  const watching: ScheduleWatch = watch();
  const listening = await listen(
    services.pool.options.connectionString ?? "",
    "heddle_work",
    (payload) => {
      if (readWorkMessage(payload).kind === "schedules") watching.wake();
    },
    watching.wake,
  );
  const at = new Date(Date.now() + 700);
  await schedule({ type: "once", at: at.toISOString() });

  await vi.waitFor(async () => expect(await keys()).toHaveLength(1), { timeout: 20_000, interval: 20 });
  const { rows } = await services.pool.query("select created_at >= $1 as later from run where workspace_id = $2", [
    at,
    place.home.workspaceId,
  ]);
  expect(rows).toEqual([{ later: true }]);
  await listening.close();
  await watching.stop();
});

test("a watch that cannot reach the database tries again", async () => {
  let failures = 2;
  const connect = async () => {
    if (failures-- > 0) throw new Error("the database is away");
    return await services.pool.connect();
  };
  const pool = { connect, query: services.pool.query.bind(services.pool) } as unknown as typeof services.pool;
  await schedule({ type: "once", at: new Date(Date.now() + 50).toISOString() });
  const watching = watchSchedules({ ...services, pool }, silent, POLL_MS);
  watching.wake();

  await vi.waitFor(async () => expect(await keys()).toHaveLength(1), { timeout: 20_000, interval: 50 });
  await watching.stop();
});
