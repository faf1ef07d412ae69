import { beforeEach, describe, expect, test } from "vitest";
import type { TriggerSettings } from "#core/trigger.ts";
import { callerFor } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";
import { runsOf, type TriggerHome, triggerHome } from "#server/testing/trigger-home.ts";

const services = await testServices();
const WORKFLOW = "nightly.import";
const DAILY: TriggerSettings = {
  kind: "schedule",
  timing: { type: "cron", cron: "0 2 * * *", timeZone: "Europe/Berlin" },
  catchUp: "one",
  input: { id: "GPL-3" },
};
const HOOK: TriggerSettings = { kind: "webhook", auth: { type: "bearer" }, idempotencyHeader: "Idempotency-Key" };

let place: TriggerHome;
beforeEach(async () => {
  place = await triggerHome(services);
  await place.workflow(WORKFLOW);
});

const create = (settings: TriggerSettings, name = "Nightly") =>
  place.owner.triggers.create({ name, workflow: WORKFLOW, settings });
const refusal = async (attempt: Promise<unknown>) => {
  const error = (await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )) as { code: string; message: string; cause: { field?: string } } | null;
  return error && { code: error.code, message: error.message, field: error.cause.field };
};

test("a trigger shows what it does, when it is next due and who made it", async () => {
  const { id, secret } = await create(DAILY);

  expect(secret).toBeNull();
  const seen = await place.owner.triggers.get({ id });
  expect(seen).toMatchObject({
    name: "Nightly",
    workflowName: WORKFLOW,
    settings: DAILY,
    isEnabled: true,
    lastAt: null,
    url: null,
    calls: [],
    createdBy: (await place.home.as("owner")).email,
  });
  expect(seen.nextAt).toMatch(/T0[01]:00:00\.000Z$/);
});

test("a list leaves out inputs, is by name, and comes in pages of one kind or workflow", async () => {
  await create(DAILY, "B");
  await create(HOOK, "A");
  await create({ kind: "event", event: "order.paid" }, "C");
  await place.workflow("other");
  await place.owner.triggers.create({ name: "D", workflow: "other", settings: HOOK });
  const namesOf = async (asked: Parameters<typeof place.owner.triggers.list>[0]) =>
    (await place.owner.triggers.list(asked)).rows.map(({ name }) => name);

  expect(await namesOf({})).toEqual(["A", "B", "C", "D"]);
  expect(await namesOf({ kind: "webhook" })).toEqual(["A", "D"]);
  expect(await namesOf({ workflow: "other" })).toEqual(["D"]);
  const { rows, next } = await place.owner.triggers.list({ limit: 2 });
  expect(rows[1]?.settings).toMatchObject({ kind: "schedule", input: {} });
  expect(await namesOf({ cursor: next })).toEqual(["C", "D"]);
});

describe("what is refused at the door names its field and makes nothing", () => {
  test.each([
    [
      "a day that never comes",
      { ...DAILY, timing: { ...DAILY.timing, cron: "0 0 30 2 *" } },
      /^settings\.timing\.cron/,
    ],
    ["an unknown zone", { ...DAILY, timing: { ...DAILY.timing, timeZone: "Mars/X" } }, /^settings\.timing\.timeZone/],
    ["a time in the past", { ...DAILY, timing: { type: "once", at: "2020-01-01T00:00:00Z" } }, /^settings\.timing\.at/],
    ["an input that does not fit", { ...DAILY, input: {} }, /^settings\.input\.id$/],
    ["a mapping that does not compile", { ...HOOK, mapping: "body.(" }, /^settings\.mapping/],
    ["an unknown field", { ...HOOK, extra: 1 }, /^settings/],
  ])("%s", async (_, settings, field) => {
    const attempt = place.owner.triggers.create({
      name: "Bad",
      workflow: WORKFLOW,
      settings: settings as TriggerSettings,
    });
    const error = (await attempt.catch((reason: unknown) => reason)) as {
      cause: { field?: string; issues?: { path: string[] }[] };
    };

    expect(error.cause.field ?? error.cause.issues?.[0]?.path.join(".")).toMatch(field);
    expect((await place.owner.triggers.list({})).rows).toEqual([]);
  });

  test("a workflow that is unknown, unpublished or archived", async () => {
    const asked = { name: "X", settings: HOOK };
    await place.owner.workflows.create({ name: "draft.only", title: "" });
    for (const [workflow, code] of [
      ["no.such", "NOT_FOUND"],
      ["draft.only", "CONFLICT"],
    ] as const)
      expect(await refusal(place.owner.triggers.create({ ...asked, workflow }))).toMatchObject({
        code,
        field: "workflow",
      });
    await place.owner.workflows.archive({ name: WORKFLOW });

    expect(await refusal(create(HOOK))).toMatchObject({ code: "CONFLICT", field: "workflow" });
  });

  test("a name that another trigger of the workspace has", async () => {
    await create(DAILY);
    const { id } = await create(HOOK, "Other");

    const taken = { code: "CONFLICT", message: "name: there is a trigger Nightly already", field: "name" };
    expect(await refusal(create(HOOK))).toEqual(taken);
    expect(
      await refusal(place.owner.triggers.update({ id, name: "Nightly", workflow: WORKFLOW, settings: HOOK })),
    ).toEqual(taken);
  });
});

test("a changed schedule is due at its new times, and its old error is gone", async () => {
  const { id } = await create(DAILY);
  await services.pool.query("update trigger set last_error = 'it was archived' where id = $1", [id]);
  const timing = { type: "once" as const, at: "2999-01-01T00:00:00Z" };
  await place.owner.triggers.update({ id, name: "Once", workflow: WORKFLOW, settings: { ...DAILY, timing } });

  expect(await place.owner.triggers.get({ id })).toMatchObject({
    name: "Once",
    nextAt: "2999-01-01T00:00:00.000Z",
    lastError: null,
  });
});

test("a trigger never becomes one of another kind", async () => {
  const { id } = await create(DAILY);

  expect(
    await refusal(place.owner.triggers.update({ id, name: "X", workflow: WORKFLOW, settings: HOOK })),
  ).toMatchObject({
    code: "BAD_REQUEST",
    field: "settings.kind",
  });
});

test("a disabled schedule stays so when it is changed", async () => {
  const { id } = await create(DAILY);
  await place.owner.triggers.setEnabled({ id, enabled: false });
  await place.owner.triggers.update({ id, name: "X", workflow: WORKFLOW, settings: DAILY });

  expect(await place.owner.triggers.get({ id })).toMatchObject({ isEnabled: false, nextAt: null });
});

test("enabling what is enabled leaves its next time alone", async () => {
  const { id } = await create(DAILY);
  await services.pool.query("update trigger set next_at = '2020-01-01T00:00:00Z' where id = $1", [id]);
  await place.owner.triggers.setEnabled({ id, enabled: true });

  expect((await place.owner.triggers.get({ id })).nextAt).toBe("2020-01-01T00:00:00.000Z");
});

test("a removed trigger is gone, and its runs stay", async () => {
  const { id } = await create(DAILY);
  const { runId } = await place.owner.triggers.runNow({ id });
  await place.owner.triggers.remove({ id });

  expect(await refusal(place.owner.triggers.get({ id }))).toMatchObject({ code: "NOT_FOUND" });
  expect(await refusal(place.owner.triggers.remove({ id }))).toMatchObject({ code: "NOT_FOUND" });
  expect((await runsOf(services, place.home.workspaceId)).map((run) => run.id)).toEqual([runId]);
});

test("a schedule is run by hand in the name of who did it, and its times stay as they are", async () => {
  const { id } = await create(DAILY);
  const before = await place.owner.triggers.get({ id });
  await place.owner.triggers.runNow({ id });

  const { email } = await place.home.as("owner");
  expect(await runsOf(services, place.home.workspaceId)).toMatchObject([
    { startedBy: `${email} (schedule Nightly)`, input: { id: "GPL-3" }, key: null },
  ]);
  expect(await place.owner.triggers.get({ id })).toEqual(before);
  const hook = await create(HOOK, "Hook");
  expect(await refusal(place.owner.triggers.runNow({ id: hook.id }))).toMatchObject({
    code: "BAD_REQUEST",
    field: "id",
  });
});

test("triggers belong to their workspace", async () => {
  const { id } = await create(HOOK);
  const stranger = callerFor(services, await (await triggerHome(services)).home.as("owner"));
  const settings = HOOK;

  for (const attempt of [
    () => stranger.triggers.get({ id }),
    () => stranger.triggers.update({ id, name: "X", workflow: WORKFLOW, settings }),
    () => stranger.triggers.setEnabled({ id, enabled: false }),
    () => stranger.triggers.rotateSecret({ id }),
    () => stranger.triggers.runNow({ id }),
    () => stranger.triggers.remove({ id }),
  ])
    expect(await refusal(attempt())).toMatchObject({ code: "NOT_FOUND" });
  expect((await stranger.triggers.list({})).rows).toEqual([]);
});

describe("the secret of a webhook", () => {
  test.each([
    { type: "bearer" } as const,
    { type: "hmac", header: "X-Hub-Signature-256", toleranceSeconds: 300 } as const,
  ])("with $type is shown when it is made, and stored in no form that can be read", async (auth) => {
    const { id, secret } = await create({ ...HOOK, auth } as TriggerSettings);
    expect(secret).toMatch(/^hook_[\w-]{43}$/);

    const { rows } = await services.pool.query("select t::text as text from trigger t where id = $1", [id]);
    expect(rows[0].text).not.toContain(secret);
    const seen = await place.owner.triggers.get({ id });
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(secret).toContain(seen.secretStart);
    expect(seen.url).toBe(`http://heddle.test/api/v1/hooks/${id}`);
  });

  test("is a new one when the webhook is called in another way, and stays otherwise", async () => {
    const { id } = await create(HOOK);
    const auth = { type: "hmac", header: "X-Signature-256", toleranceSeconds: 300 } as const;
    const update = (settings: TriggerSettings) =>
      place.owner.triggers.update({ id, name: "Hook", workflow: WORKFLOW, settings });

    expect((await update({ ...HOOK, mapping: "body" } as TriggerSettings)).secret).toBeNull();
    expect((await update({ ...HOOK, auth } as TriggerSettings)).secret).toMatch(/^hook_/);
    expect((await update({ ...HOOK, auth } as TriggerSettings)).secret).toBeNull();
  });

  test("is made for webhooks only", async () => {
    const { id } = await create(DAILY);

    expect(await refusal(place.owner.triggers.rotateSecret({ id }))).toMatchObject({
      code: "BAD_REQUEST",
      field: "id",
    });
  });
});

describe("a trial says what a trigger would do, and starts nothing", () => {
  const attempt = async (settings: object, sample: unknown, headers = {}) => {
    const tried = await place.owner.triggers.try({
      workflow: WORKFLOW,
      settings: settings as TriggerSettings,
      sample,
      headers,
    });
    expect(await runsOf(services, place.home.workspaceId)).toEqual([]);
    return tried;
  };

  test.each([
    ["a body as it is", HOOK, { id: "a" }, { starts: true, input: { id: "a" }, problem: null }],
    [
      "a mapped body",
      { ...HOOK, mapping: `{ "id": body.n & headers."x-source" }` },
      { n: 1 },
      { starts: true, input: { id: "1web" }, problem: null },
    ],
    [
      "a body that does not fit",
      HOOK,
      { n: 1 },
      { starts: false, input: { n: 1 }, problem: expect.stringMatching(/^input\.id/) },
    ],
    [
      "a mapping that fails",
      { ...HOOK, mapping: "$sum(body)" },
      ["a"],
      { starts: false, problem: expect.stringMatching(/^mapping: /) },
    ],
    [
      "a mapping that gives nothing",
      { ...HOOK, mapping: "body.x" },
      {},
      { starts: false, problem: "mapping: gives nothing for what came in" },
    ],
    ["a schedule", DAILY, null, { starts: true, input: { id: "GPL-3" }, problem: null }],
    [
      "a filtered event",
      { kind: "event", event: "e", filter: "payload.n > 1" },
      { n: 1 },
      { starts: false, problem: null },
    ],
    [
      "an event",
      { kind: "event", event: "e", filter: "payload.n > 1", mapping: `{ "id": event }` },
      { n: 2 },
      { starts: true, input: { id: "e" }, problem: null },
    ],
  ])("%s", async (_, settings, sample, tried) => {
    expect(await attempt(settings, sample, { "X-Source": "web" })).toEqual(tried);
  });
});
