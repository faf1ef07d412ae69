import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { TriggerSettings } from "#core/trigger.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { testServices } from "#server/testing/services.ts";
import { runsOf, type TriggerHome, triggerHome } from "#server/testing/trigger-home.ts";

const services = await testServices();
const url = await serveDoors(services);
const WORKFLOW = "issue.opened";

let place: TriggerHome;
beforeEach(async () => {
  place = await triggerHome(services);
  await place.workflow(WORKFLOW);
});

interface Hook {
  id: string;
  secret: string;
  bearer: { authorization: string };
}

async function hook(settings: object = {}): Promise<Hook> {
  const { id, secret } = await place.owner.triggers.create({
    name: "GitHub",
    workflow: WORKFLOW,
    settings: { kind: "webhook", auth: { type: "bearer" }, ...settings } as TriggerSettings,
  });
  return { id, secret: secret ?? "", bearer: { authorization: `Bearer ${secret}` } };
}

async function call(
  path: string,
  body: BodyInit | object | null,
  headers: Record<string, string> = {},
  method = "POST",
) {
  const isRaw = body === null || typeof body === "string" || body instanceof Uint8Array;
  const response = await fetch(`${url}/api/v1/hooks/${path}`, {
    method,
    headers,
    ...(body !== null && { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    ...(text
      ? (JSON.parse(text) as { runId?: number; error?: { message: string; details?: { field?: string } } })
      : {}),
  };
}

const runs = () => runsOf(services, place.home.workspaceId);
const callsOf = async ({ id }: Hook) => (await place.owner.triggers.get({ id })).calls;

test("a call with the secret starts a run with the body as its input", async () => {
  const github = await hook();
  const answer = await call(github.id, { id: "42" }, github.bearer);

  const [run] = await runs();
  expect(answer).toEqual({ status: 202, runId: run?.id });
  expect(run).toMatchObject({ input: { id: "42" }, itemId: "42", startedBy: "webhook GitHub" });
  expect(await place.owner.triggers.get({ id: github.id })).toMatchObject({
    lastRunId: run?.id,
    lastError: null,
    calls: [{ status: 202, message: null, runId: run?.id }],
  });
});

test("the secret may stand at the end of the address, for senders that cannot set a header", async () => {
  const { id, secret } = await hook();

  expect((await call(`${id}/${secret}`, { id: "1" })).status).toBe(202);
  expect((await call(`${id}/${secret}x`, { id: "1" })).status).toBe(401);
});

test("a mapping makes the input of body and headers, and never sees a secret", async () => {
  const { id, bearer } = await hook({
    mapping: `{ "id": body.issue.number & " " & headers."x-github-event", "all": headers }`,
  });
  await call(id, { issue: { number: 7 } }, { ...bearer, "X-GitHub-Event": "issues", cookie: "a=b" });

  const [run] = await runs();
  expect(run?.itemId).toBe("7 issues");
  expect(JSON.stringify(run?.input)).not.toMatch(/Bearer|a=b/);
});

describe("who does not show the secret starts nothing", () => {
  test.each([
    ["no secret", {}],
    ["a wrong one", { authorization: "Bearer hook_wrong" }],
    ["another scheme", { authorization: "Basic abc" }],
  ])("%s", async (_, headers: Record<string, string>) => {
    const github = await hook();
    const answer = await call(github.id, { id: "1" }, headers);

    expect(answer.status).toBe(401);
    expect(await runs()).toEqual([]);
    expect(await callsOf(github)).toMatchObject([{ status: 401, runId: null }]);
    expect((await place.owner.triggers.get({ id: github.id })).lastError).toBeNull();
  });

  test("the secret of another webhook, or the one before it was rotated", async () => {
    const github = await hook();
    const { secret } = await place.owner.triggers.rotateSecret({ id: github.id });

    expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(401);
    expect((await call(github.id, { id: "1" }, { authorization: `Bearer ${secret}` })).status).toBe(202);
  });
});

test.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("%s never starts anything", async (method) => {
  const github = await hook();

  expect((await call(`${github.id}/${github.secret}`, null, github.bearer, method)).status).toBe(
    method === "OPTIONS" ? 204 : 405,
  );
  expect(await runs()).toEqual([]);
});

test("an unknown, a disabled and a removed webhook are not found, nor is any other trigger", async () => {
  const github = await hook();
  const { id: event } = await place.owner.triggers.create({
    name: "Event",
    workflow: WORKFLOW,
    settings: { kind: "event", event: "x" },
  });
  for (const id of ["00000000-0000-4000-8000-000000000000", "nonsense", "a%00b", event])
    expect((await call(id, { id: "1" }, github.bearer)).status, id).toBe(404);

  await place.owner.triggers.setEnabled({ id: github.id, enabled: false });
  expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(404);
  await place.owner.triggers.setEnabled({ id: github.id, enabled: true });
  expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(202);
  await place.owner.triggers.remove({ id: github.id });
  expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(404);
});

describe("a bad body is refused with the field, and starts nothing", () => {
  test.each([
    ["that is no JSON", "{ nope", 400, "body"],
    ["that is no text", Uint8Array.from([0x22, 0xff, 0xfe, 0x22]), 400, "body"],
    ["with a NUL", `{"id":"a\\u0000b"}`, 400, "body.id"],
    ["that nests too deep", `{"id":"a","x":${"[".repeat(500)}${"]".repeat(500)}}`, 400, /^body\.x/],
    ["that nests a hundred thousand levels deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400, /^body/],
    ["that does not fit the workflow", { id: 7 }, 400, "input.id"],
    ["that is empty where a field is needed", "", 400, "input.id"],
    ["of more than 1 MiB", JSON.stringify({ id: "x".repeat(1_048_576) }), 413, "body"],
  ])("%s", async (_, body, status, field) => {
    const github = await hook();
    const answer = await call(github.id, body, github.bearer);

    expect(answer.status).toBe(status);
    expect(answer.error?.details?.field).toMatch(field instanceof RegExp ? field : new RegExp(`^${field}$`));
    expect(await runs()).toEqual([]);
    expect(await callsOf(github)).toMatchObject([{ status, message: answer.error?.message }]);
  });

  test("for a workflow that was archived meanwhile, which the trigger shows", async () => {
    const github = await hook();
    await place.owner.workflows.archive({ name: WORKFLOW });

    expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(409);
    expect((await place.owner.triggers.get({ id: github.id })).lastError).toMatch(/is archived/);
  });
});

describe("calls with the same value in the idempotency header", () => {
  test("start one run, although they come at once, or with another body", async () => {
    const { id, bearer } = await hook({ idempotencyHeader: "X-GitHub-Delivery" });
    const headers = { ...bearer, "x-github-delivery": "72d3162e" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => call(id, { id: "1" }, headers)));
    const again = await call(id, "{ nope", headers);

    expect(new Set([...answers, again].map(({ status, runId }) => `${status} ${runId}`)).size).toBe(1);
    expect(await runs()).toHaveLength(1);
    await call(id, { id: "1" }, { ...bearer, "x-github-delivery": "another" });
    expect(await runs()).toHaveLength(2);
  });

  test("count within their trigger", async () => {
    const [one] = [await hook()];
    const { id, secret } = await place.owner.triggers.create({
      name: "Other",
      workflow: WORKFLOW,
      settings: { kind: "webhook", auth: { type: "bearer" } },
    });
    await call(one.id, { id: "1" }, { ...one.bearer, "idempotency-key": "k" });
    await call(id, { id: "1" }, { authorization: `Bearer ${secret}`, "idempotency-key": "k" });

    expect(await runs()).toHaveLength(2);
  });

  test("are refused when it is too long", async () => {
    const { id, bearer } = await hook();

    expect(await call(id, { id: "1" }, { ...bearer, "idempotency-key": "k".repeat(201) })).toMatchObject({
      status: 400,
      error: { details: { field: "Idempotency-Key" } },
    });
  });
});

describe("a webhook with signatures", () => {
  const BODY = `{ "id": "signed" }`;
  const sign = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");
  const github = () => hook({ auth: { type: "hmac", header: "X-Hub-Signature-256" } });

  test("takes a body that is signed over its bytes, as GitHub does or as plain hex", async () => {
    const { id, secret } = await github();
    for (const signature of [`sha256=${sign(secret, BODY)}`, sign(secret, BODY).toUpperCase()])
      expect((await call(id, BODY, { "x-hub-signature-256": signature })).status).toBe(202);
  });

  test.each([
    ["no signature", () => ({})],
    ["one of another body", (secret: string) => ({ "x-hub-signature-256": sign(secret, "{}") })],
    ["one by another secret", () => ({ "x-hub-signature-256": sign("hook_other", BODY) })],
    ["half of one", (secret: string) => ({ "x-hub-signature-256": sign(secret, BODY).slice(0, 32) })],
    ["one in another header", (secret: string) => ({ "x-signature": sign(secret, BODY) })],
    ["the secret itself", (secret: string) => ({ authorization: `Bearer ${secret}` })],
  ])("refuses %s", async (_, headersFor) => {
    const { id, secret } = await github();

    expect((await call(id, BODY, headersFor(secret) as Record<string, string>)).status).toBe(401);
    expect(await runs()).toEqual([]);
  });

  test("with a timestamp refuses what was sent too long ago, and what is not signed with it", async () => {
    const auth = { type: "hmac", header: "X-Signature", timestampHeader: "X-Timestamp", toleranceSeconds: 60 };
    const { id, secret } = await hook({ auth });
    const now = Math.floor(Date.now() / 1000);
    const at = (moment: number | string, text = `${moment}.${BODY}`) =>
      call(id, BODY, { "x-timestamp": String(moment), "x-signature": sign(secret, text) });

    expect((await at(now)).status).toBe(202);
    expect((await at(now - 120)).error?.message).toMatch(/more than 60 seconds away/);
    expect((await at(now + 120)).status).toBe(401);
    expect((await at(now, BODY)).status).toBe(401);
    expect((await at("yesterday")).status).toBe(401);
    expect(await runs()).toHaveLength(1);
  });
});

test("the last twenty calls are kept, newest first", async () => {
  const github = await hook();
  for (let n = 0; n < 25; n++) await call(github.id, { id: String(n) }, github.bearer);

  const calls = await callsOf(github);
  expect(calls).toHaveLength(20);
  expect(calls.map(({ runId }) => runId)).toEqual(
    (await runs())
      .map(({ id }) => id)
      .slice(-20)
      .reverse(),
  );
  const { rows } = await services.pool.query("select count(*)::int as count from hook_call where trigger_id = $1", [
    github.id,
  ]);
  expect(rows).toEqual([{ count: 20 }]);
});

test("who guesses secrets is told to slow down, and takes nothing away from who knows the secret", async () => {
  const github = await hook();
  const statuses = new Set<number>();
  for (let n = 0; n < 30; n++) statuses.add((await call(github.id, { id: "1" }, { authorization: "Bearer x" })).status);

  expect([...statuses]).toEqual([401, 429]);
  expect((await call(github.id, { id: "1" }, github.bearer)).status).toBe(202);
});

test("who calls too often is told to slow down", async () => {
  const github = await hook();
  while (services.hookLimits.calls.take(github.id));

  expect(await call(github.id, { id: "1" }, github.bearer)).toMatchObject({ status: 429 });
  expect(await callsOf(github)).toEqual([]);
});
