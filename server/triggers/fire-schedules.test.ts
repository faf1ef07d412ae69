import { beforeEach, describe, expect, test } from "vitest";
import type { CatchUp } from "#core/schedule.ts";
import type { Timing } from "#core/timing.ts";
import type { Pool } from "#server/db.ts";
import { createStorageCap } from "#server/storage/storage-cap.ts";
import { testServices } from "#server/testing/services.ts";
import { importDefinition, runsOf, type TriggerHome, triggerHome } from "#server/testing/trigger-home.ts";
import { type FireDeps, fireDue, untilNextDue } from "#server/triggers/fire-schedules.ts";
import { createTrigger } from "#server/triggers/save-trigger.ts";

const services = await testServices();
const { pool } = services;
const WORKFLOW = "nightly.import";
const HOURLY: Timing = { type: "cron", cron: "0 * * * *", timeZone: "UTC" };
const at = (time: string) => new Date(`2026-03-01T${time}Z`);

let place: TriggerHome;
let made = 0;
beforeEach(async () => {
  await pool.query("truncate trigger, run cascade");
  place = await triggerHome(services);
  await place.workflow(WORKFLOW);
});

async function schedule(timing: Timing = HOURLY, catchUp: CatchUp = "one", moment = at("09:30:00")): Promise<string> {
  const settings = { kind: "schedule" as const, timing, catchUp, input: { id: "GPL-3" } };
  const asked = { name: `Nightly ${++made}`, workflow: WORKFLOW, settings };
  return (await createTrigger(services, await place.home.as("owner"), asked, moment)).id;
}

const runs = () => runsOf(services, place.home.workspaceId);
const times = async () => (await runs()).map(({ key }) => key?.slice(-24) ?? "");
const seen = (id: string) => place.owner.triggers.get({ id });

test("a schedule fires at its time, not before, and sets the next one in the same commit", async () => {
  const id = await schedule();
  await fireDue(services, at("09:59:59.999"));
  expect(await runs()).toEqual([]);

  await fireDue(services, at("10:00:00"));

  const [run, ...others] = await runs();
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    key: `schedule:${id}:2026-03-01T10:00:00.000Z`,
    itemId: "GPL-3",
    input: { id: "GPL-3" },
  });
  expect(run?.startedBy).toMatch(/^schedule Nightly /);
  expect(await seen(id)).toMatchObject({
    nextAt: "2026-03-01T11:00:00.000Z",
    lastAt: "2026-03-01T10:00:00.000Z",
    lastRunId: run?.id,
    lastError: null,
    note: null,
  });
});

test("ten that look at once, time after time, fire each time of each schedule exactly once", async () => {
  const ids = await Promise.all([schedule(), schedule(HOURLY, "all"), schedule({ ...HOURLY, cron: "*/10 * * * *" })]);
  for (const moment of ["10:00:00", "10:10:00", "10:20:00", "13:00:00"])
    await Promise.all(Array.from({ length: 10 }, () => fireDue(services, at(moment))));

  const keys = (await runs()).map(({ key }) => key ?? "");
  expect(new Set(keys).size).toBe(keys.length);
  const countOf = (id: string | undefined) => keys.filter((key) => key.includes(id ?? "?")).length;
  expect(ids.map(countOf)).toEqual([2, 4, 4]);
});

test("a clock that goes back fires nothing twice", async () => {
  await schedule();
  for (const moment of ["10:00:00.500", "09:59:59", "10:00:00", "10:00:30", "09:00:00", "11:00:00"])
    await fireDue(services, at(moment));

  expect(await times()).toEqual(["2026-03-01T10:00:00.000Z", "2026-03-01T11:00:00.000Z"]);
});

test("a schedule that is changed after the clock went back does not come again at a time that it had", async () => {
  const id = await schedule();
  await fireDue(services, at("10:00:00"));
  await place.owner.triggers.setEnabled({ id, enabled: false });
  await pool.query("update trigger set last_at = '2999-01-01T10:00:00Z' where id = $1", [id]);
  await place.owner.triggers.setEnabled({ id, enabled: true });

  expect((await seen(id)).nextAt).toBe("2999-01-01T11:00:00.000Z");
});

describe("after three hours in which nothing ran", () => {
  test.each([
    ["skip", [], /^Skipped 3 missed times \(2026-03-01 12:30 UTC\)$/],
    ["one", ["2026-03-01T12:00:00.000Z"], /^One run stands for 3 missed times/],
    [
      "all",
      ["2026-03-01T10:00:00.000Z", "2026-03-01T11:00:00.000Z", "2026-03-01T12:00:00.000Z"],
      /^Caught up on 3 missed times/,
    ],
  ] as const)("the policy %s starts %j", async (policy, started, note) => {
    const id = await schedule(HOURLY, policy);
    await fireDue(services, at("12:30:00"));

    expect(await times()).toEqual(started);
    expect(await seen(id)).toMatchObject({ nextAt: "2026-03-01T13:00:00.000Z", note: expect.stringMatching(note) });
  });
});

test("a thousand missed times are started in one commit, and more are told of", async () => {
  const id = await schedule({ type: "interval", everyMs: 1_000, startsAt: "2026-03-01T00:00:00Z" }, "all");
  await fireDue(services, at("12:00:00"));

  expect(await runs()).toHaveLength(1_000);
  expect((await seen(id)).note).toMatch(/^Started the last 1,000 missed times; there were more/);
});

test("a single time ends the schedule", async () => {
  const id = await schedule({ type: "once", at: "2026-03-01T10:00:00Z" });
  await fireDue(services, at("10:00:01"));
  await fireDue(services, at("23:00:00"));

  expect(await times()).toEqual(["2026-03-01T10:00:00.000Z"]);
  expect(await seen(id)).toMatchObject({ nextAt: null, isEnabled: true });
});

test("a disabled schedule fires nothing, and what passed meanwhile was not missed", async () => {
  const id = await schedule();
  await place.owner.triggers.setEnabled({ id, enabled: false });
  await fireDue(services, at("18:00:00"));
  expect(await seen(id)).toMatchObject({ isEnabled: false, nextAt: null, note: null });

  await place.owner.triggers.setEnabled({ id, enabled: true });
  expect(Date.parse((await seen(id)).nextAt ?? "")).toBeGreaterThan(Date.now());
  expect(await runs()).toEqual([]);
});

describe("a schedule that cannot start anything", () => {
  test("because its workflow is archived says so, goes on with the next time, and works again once that is mended", async () => {
    const id = await schedule();
    await place.owner.workflows.archive({ name: WORKFLOW });
    await fireDue(services, at("10:00:00"));
    expect(await seen(id)).toMatchObject({
      lastError: `Workflow ${WORKFLOW} is archived; restore it to run it`,
      lastAt: "2026-03-01T10:00:00.000Z",
      nextAt: "2026-03-01T11:00:00.000Z",
    });

    await place.owner.workflows.restore({ name: WORKFLOW });
    await fireDue(services, at("11:00:00"));
    expect(await seen(id)).toMatchObject({ lastError: null });
    expect(await times()).toEqual(["2026-03-01T11:00:00.000Z"]);
  });

  test("because its input does not fit the version that is published now names the field", async () => {
    const id = await schedule();
    const { revision } = await place.owner.workflows.get({ name: WORKFLOW });
    const definition = importDefinition(WORKFLOW, ["id", "language"]);
    const saved = await place.owner.workflows.saveDraft({ name: WORKFLOW, revision, definition });
    await place.owner.workflows.publish({ name: WORKFLOW, revision: saved.revision });
    await fireDue(services, at("10:00:00"));

    expect((await seen(id)).lastError).toMatch(/^input\.language: .*is missing/);
    expect(await runs()).toEqual([]);
  });

  test("because the database refuses it holds up no other", async () => {
    const [id] = [await schedule(), await schedule()];
    await pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'refused' using errcode = '23514'; end $$;
       create trigger refuse before insert on run for each row when (new.idempotency_key like 'schedule:${id}%') execute function refuse()`,
    );
    const failed = await fireDue(services, at("10:00:00"));
    await pool.query("drop function refuse cascade");

    expect(failed).toEqual([]);
    expect(await runs()).toHaveLength(1);
    expect(await seen(id)).toMatchObject({
      lastError: "The run could not be stored",
      nextAt: "2026-03-01T11:00:00.000Z",
    });
  });

  test("because the server itself fails stays due, is told of, and holds up no other", async () => {
    const [broken] = [await schedule(), await schedule()];
    await pool.query("update trigger set settings = '{}' where id = $1", [broken]);
    const failed = await fireDue(services, at("10:00:00"));

    expect(failed).toMatchObject([{ id: broken, error: expect.anything() }]);
    expect(await runs()).toHaveLength(1);
    expect((await pool.query("select next_at from trigger where id = $1", [broken])).rows[0].next_at).toEqual(
      at("10:00:00"),
    );
  });
});

/** Dependencies whose connection dies when it is about to do its n-th statement. */
function dyingAt(n: number): { deps: FireDeps; isDead: () => boolean } {
  let isDead = false;
  const connect = async () => {
    const client = await pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const { rows } = (await query("select pg_backend_pid() as pid")) as { rows: { pid: number }[] };
    let count = 0;
    const dying = async (...args: unknown[]) => {
      if (++count === n) {
        isDead = true;
        await pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
      }
      return await query(...args);
    };
    return Object.assign(Object.create(client), { query: dying });
  };
  return { deps: { ...services, pool: { connect } as unknown as Pool }, isDead: () => isDead };
}

test("whichever statement its connection dies at, a time is fired once: by the next one that looks", async () => {
  await schedule();
  let n = 1;
  for (; n < 20; n++) {
    const moment = new Date(at("10:00:00").getTime() + n * 3_600_000);
    const { deps, isDead } = dyingAt(n);
    const before = await times();
    await fireDue(deps, moment).catch(() => undefined);
    if (!isDead()) break;
    expect(await times()).toEqual(before);

    await fireDue(services, moment);
    expect(await times()).toEqual([...before, moment.toISOString()]);
  }
  // begin, take, workflow, definition or savepoint, start, note, commit
  expect(n).toBeGreaterThan(5);
  expect(n).toBeLessThan(12);
});

test("how long it is until the next schedule is due is told by the database's clock", async () => {
  expect(await untilNextDue(pool)).toBeNull();
  await schedule({ type: "once", at: new Date(Date.now() + 3_600_000).toISOString() }, "one", new Date());

  expect(Math.abs(((await untilNextDue(pool)) ?? 0) - 3_600_000)).toBeLessThan(10_000);
});

test("while too much is stored a schedule starts nothing, says why, and goes on with its next time", async () => {
  const id = await schedule();
  const cap = createStorageCap(async () => ({ databaseBytes: 2e9, artifactBytes: 0 }), 1e9);
  await fireDue({ ...services, cap }, at("10:00:00"));

  expect(await runs()).toEqual([]);
  expect(await seen(id)).toMatchObject({
    nextAt: "2026-03-01T11:00:00.000Z",
    lastError: expect.stringMatching(/^No new run is started: 2 GB are stored/),
  });
});
