import { afterEach, expect, test } from "vitest";
import type { DeliveryStatus } from "#core/delivery/status.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool } = services;
const home = await newWorkspace(services);
const editor = callerFor(services, await home.as("editor"));
const run = await gatedRun(services, home, "sends.things");
afterEach(() => pool.query("truncate delivery"));

async function delivery(
  key: string,
  status: DeliveryStatus = "exhausted",
  more: { host?: string; attempts?: number } = {},
) {
  const { rows } = await pool.query<{ id: number }>(
    `insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, status, attempts, host, next_at, request, response_status,
                           response, error)
     select workspace_id, workflow_id, id, 'success', 0, $2, $3, $4, $5, case when $3 = 'pending' then now() end,
            '{"method":"POST","url":"https://example.org/","headers":{},"body":null}', 500, 'no', 'It answered with status 500'
     from run where id = $1 returning id`,
    [run.runId, key, status, more.attempts ?? 10, more.host ?? "example.org"],
  );
  return rows[0]?.id ?? 0;
}
const keysOf = async (asked: Parameters<typeof editor.deliveries.list>[0]) =>
  (await editor.deliveries.list(asked)).rows.map(({ key }) => key);

test("deliveries are listed newest first, page by page", async () => {
  for (const key of ["1", "2", "3"]) await delivery(key);
  const first = await editor.deliveries.list({ limit: 2 });

  expect(first.rows.map(({ key }) => key)).toEqual(["3", "2"]);
  expect(await keysOf({ limit: 2, cursor: first.next })).toEqual(["1"]);
});

test("the list is filtered by status, workflow, host and run", async () => {
  await delivery("a", "exhausted", { host: "a.example.org" });
  await delivery("b", "delivered");

  expect(await keysOf({ status: "exhausted" })).toEqual(["a"]);
  expect(await keysOf({ host: "example.org" })).toEqual(["b"]);
  expect(await keysOf({ workflow: "sends.things" })).toEqual(["b", "a"]);
  expect(await keysOf({ workflow: "another" })).toEqual([]);
  expect(await keysOf({ runId: run.runId })).toEqual(["b", "a"]);
  expect(await editor.deliveries.counts({ runId: run.runId })).toEqual({ pending: 0, delivered: 1, exhausted: 1 });
});

test("a delivery tells its last request and what was answered", async () => {
  const id = await delivery("a");

  expect(await editor.deliveries.get({ id })).toMatchObject({
    workflowName: "sends.things",
    request: { method: "POST", url: "https://example.org/" },
    responseStatus: 500,
    response: "no",
  });
});

test("an exhausted delivery and a delivered one are replayed under their keys, their attempts counted anew", async () => {
  const ids = [await delivery("a"), await delivery("b", "delivered")];

  expect(await editor.deliveries.replay({ ids })).toEqual({ replayed: ids });
  const { rows } = await editor.deliveries.list({});
  expect(rows).toMatchObject([
    { key: "b", status: "pending", attempts: 0 },
    { key: "a", status: "pending", attempts: 0 },
  ]);
});

test("one that is pending is not replayed, and the refusal names its status", async () => {
  const id = await delivery("a", "pending", { attempts: 3 });

  await expect(editor.deliveries.replay({ ids: [id] })).rejects.toThrow(`Delivery ${id} is pending`);
  expect(await editor.deliveries.get({ id })).toMatchObject({ attempts: 3 });
});

test("of several, those that are pending are left alone", async () => {
  const [pending, exhausted] = [await delivery("a", "pending"), await delivery("b")];

  expect(await editor.deliveries.replay({ ids: [pending, exhausted] })).toEqual({ replayed: [exhausted] });
});

test("another workspace sees and replays nothing of it", async () => {
  const id = await delivery("a");
  const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));

  expect((await stranger.deliveries.list({})).rows).toEqual([]);
  await expect(stranger.deliveries.get({ id })).rejects.toThrow(`There is no delivery ${id}`);
  await expect(stranger.deliveries.replay({ ids: [id] })).rejects.toThrow(`There is no delivery ${id}`);
});

test("the signing secret is shown once, and is kept encrypted", async () => {
  expect(await editor.signing.describe()).toEqual({ createdAt: null, wasShown: false, previousUntil: null });
  const { secret } = await editor.signing.show({ isExchange: false });

  expect(secret).toMatch(/^whsec_.{43}$/);
  await expect(editor.signing.show({ isExchange: false })).rejects.toThrow("shown before");
  const { rows } = await pool.query<{ sealed: string }>("select sealed from signing_secret");
  expect(rows[0]?.sealed).not.toContain(secret);
});

test("exchanging it shows another, and names how long the one before is good", async () => {
  const { secret } = await editor.signing.show({ isExchange: true });

  expect((await editor.signing.show({ isExchange: true })).secret).not.toBe(secret);
  const { wasShown, previousUntil } = await editor.signing.describe();
  expect(wasShown).toBe(true);
  expect(Date.parse(previousUntil ?? "")).toBeGreaterThan(Date.now());
});

test("a batch that has ended causes the deliveries that its submission asked for", async () => {
  const body = { title: { $: "batch.title" } };
  const onComplete = [{ url: "https://example.org/done", body }];
  const { batchId } = await editor.batches.submit({
    workflow: "sends.things",
    items: [{ id: "1" }, { id: "2" }],
    onComplete,
  });
  await editor.batches.stop({ batchId });

  expect((await editor.deliveries.list({ batchId })).rows).toMatchObject([
    { key: `batch:${batchId}:complete:0`, trigger: "complete", runId: null, batchId, workflowName: "sends.things" },
  ]);
});

test("an action of a batch that cannot work is refused at the door, and its field named", async () => {
  const submit = (action: { url: string; body?: unknown }) =>
    editor.batches.submit({ workflow: "sends.things", items: [{ id: "1" }], onComplete: [action] });

  await expect(submit({ url: "ftp://example.org" })).rejects.toThrow(/onComplete/);
  await expect(submit({ url: "https://example.org", body: { $: "batch." } })).rejects.toThrow(/onComplete/);
});
