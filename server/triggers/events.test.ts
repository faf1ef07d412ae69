import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { TriggerSettings } from "#core/trigger.ts";
import { publish as publishDefinition } from "#server/testing/definitions.ts";
import { callerFor } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";
import { importDefinition, runsOf, type TriggerHome, triggerHome } from "#server/testing/trigger-home.ts";

const services = await testServices();
const WORKFLOW = "order.bill";

let place: TriggerHome;
beforeEach(async () => {
  place = await triggerHome(services);
  await place.workflow(WORKFLOW);
});

const on = (name: string, settings: Partial<Extract<TriggerSettings, { kind: "event" }>> = {}, workflow = WORKFLOW) =>
  place.owner.triggers.create({ name, workflow, settings: { kind: "event", event: "order.paid", ...settings } });
const publish = (payload: unknown, idempotencyKey?: string) =>
  place.owner.events.publish({ name: "order.paid", payload, ...(idempotencyKey && { idempotencyKey }) });
const runs = () => runsOf(services, place.home.workspaceId);

test("an event starts every workflow that waits for its name, with the input that each makes of it", async () => {
  await place.workflow("order.ship");
  await on("Bill");
  await on("Ship", { mapping: `{ "id": "ship " & payload.id & " " & event }` }, "order.ship");
  await on("Other", { event: "order.canceled" });
  const { runIds, failed } = await publish({ id: "7" });

  const started = await runs();
  expect(runIds).toEqual(started.map(({ id }) => id));
  expect(failed).toEqual([]);
  expect(started.map(({ startedBy, itemId }) => [startedBy, itemId])).toEqual([
    ["event order.paid (Bill)", "7"],
    ["event order.paid (Ship)", "ship 7 order.paid"],
  ]);
  const { rows } = await place.owner.triggers.list({});
  expect(rows.map(({ name, lastRunId }) => [name, lastRunId])).toEqual([
    ["Bill", runIds[0]],
    ["Other", null],
    ["Ship", runIds[1]],
  ]);
});

test("a filter lets through what it is true of, and nothing else", async () => {
  await on("Large", { filter: "payload.total > 100" });
  await on("Truthy is not true", { filter: "payload.total" });

  expect((await publish({ id: "1", total: 50 })).runIds).toEqual([]);
  expect((await publish({ id: "2", total: 500 })).runIds).toHaveLength(1);
});

test("an event that nobody waits for is recorded, and starts nothing", async () => {
  expect(await publish({ id: "1" })).toEqual({ runIds: [], failed: [] });
  expect((await place.owner.events.list({})).rows).toMatchObject([{ name: "order.paid", runIds: [] }]);
});

test("a disabled trigger does not wait", async () => {
  const { id } = await on("Bill");
  await place.owner.triggers.setEnabled({ id, enabled: false });

  expect((await publish({ id: "1" })).runIds).toEqual([]);
});

test("a trigger that fails says why, to the publisher and on its own page, and holds up no other", async () => {
  await place.workflow("archived");
  await on("A filter fails", { filter: "$sum(payload)" });
  await on("B gives nothing", { mapping: "payload.nothing" });
  await on("C does not fit", { mapping: "{ 'id': 7 }" });
  await on("D is archived", {}, "archived");
  await on("E works");
  await place.owner.workflows.archive({ name: "archived" });
  const { runIds, failed } = await publish({ id: "1" });

  expect(runIds).toHaveLength(1);
  expect(failed).toEqual([
    { trigger: "A filter fails", message: expect.stringMatching(/^filter: /) },
    { trigger: "B gives nothing", message: expect.stringMatching(/^mapping: /) },
    { trigger: "C does not fit", message: expect.stringMatching(/^input\.id/) },
    { trigger: "D is archived", message: expect.stringMatching(/is archived/) },
  ]);
  const { rows } = await place.owner.triggers.list({});
  expect(rows.map(({ lastError }) => lastError)).toEqual([...failed.map(({ message }) => message), null]);
});

describe("an idempotency key", () => {
  test("answers with the first outcome, although the triggers have changed since", async () => {
    await on("Bill");
    const first = await publish({ id: "1" }, "k");
    await on("Late");

    expect(await publish({ id: "1" }, "k")).toEqual(first);
    expect(await runs()).toHaveLength(1);
  });

  test("starts everything once when ten publish at once", async () => {
    await on("Bill");
    await on("Ship");
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => publish({ id: "1" }, "k")));

    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await runs()).toHaveLength(2);
  });

  test("refuses another event", async () => {
    await publish({ id: "1" }, "k");
    const refused = { code: "CONFLICT", cause: { field: "idempotencyKey" } };

    await expect(publish({ id: "2" }, "k")).rejects.toMatchObject(refused);
    await expect(
      place.owner.events.publish({ name: "other", payload: { id: "1" }, idempotencyKey: "k" }),
    ).rejects.toMatchObject(refused);
  });
});

test("an event is published whole or not at all", async () => {
  await on("Bill");
  await on("Ship");
  await services.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'the server dies here'; end $$;
     create trigger refuse before update on published_event for each row execute function refuse()`,
  );
  await expect(publish({ id: "1" }, "k")).rejects.toThrow();
  await services.pool.query("drop function refuse cascade");

  expect(await runs()).toEqual([]);
  expect((await place.owner.events.list({})).rows).toEqual([]);
  expect((await publish({ id: "1" }, "k")).runIds).toHaveLength(2);
});

test("two events with the same triggers, many times at once, all come through", async () => {
  for (const name of ["A", "B", "C"]) await on(name);
  await Promise.all(Array.from({ length: 20 }, (_, n) => publish({ id: String(n) })));

  expect(await runs()).toHaveLength(60);
});

test("two triggers that a dedupe rule answers with one run name it once", async () => {
  const dedupe = [{ fields: ["id"], statuses: ["queued"] }];
  const definition = { ...importDefinition("deduped"), metadata: { id: { $: "input.id" } }, dedupe };
  await publishDefinition(place.owner, Definition.parse(definition));
  await on("A", {}, "deduped");
  await on("B", {}, "deduped");
  const { runIds } = await publish({ id: "1" });

  expect(runIds).toEqual((await runs()).map(({ id }) => id));
  expect((await place.owner.triggers.list({})).rows.map(({ lastRunId }) => lastRunId)).toEqual([runIds[0], runIds[0]]);
});

test("events belong to their workspace, and are listed newest first, by pages and by name", async () => {
  await on("Bill");
  for (const id of ["1", "2", "3"]) await publish({ id });
  await place.owner.events.publish({ name: "other", payload: null });
  const { rows, next } = await place.owner.events.list({ name: "order.paid", limit: 2 });
  const rest = await place.owner.events.list({ name: "order.paid", cursor: next });

  expect([...rows, ...rest.rows].map(({ runIds }) => runIds[0])).toEqual((await runs()).map(({ id }) => id).reverse());
  const stranger = callerFor(services, await (await triggerHome(services)).home.as("owner"));
  expect((await stranger.events.publish({ name: "order.paid", payload: { id: "1" } })).runIds).toEqual([]);
  expect((await stranger.events.list({})).rows).toHaveLength(1);
});

test("events of more than thirty days are forgotten", async () => {
  await publish({ id: "1" }, "old");
  await publish({ id: "1" }, "new");
  await services.pool.query("update published_event set at = now() - interval '31 days' where idempotency_key = 'old'");
  await publish({ id: "1" });

  expect((await place.owner.events.list({})).rows).toHaveLength(2);
});

test("a name that is none, and a payload that cannot be stored, are refused with the field", async () => {
  await expect(place.owner.events.publish({ name: "order paid", payload: {} })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  await expect(publish({ id: "a\u0000b" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "payload.id" },
  });
});
