import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { type AskRest, restClient } from "#server/testing/rest-client.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const NAME = "rest.once";
let home: Workspace;
let ask: AskRest;

const newKey = async () =>
  (await callerFor(services, await home.as("owner")).keys.create({ name: "test", role: "owner", scopes: [...SCOPES] }))
    .secret;

beforeAll(async () => {
  home = await newWorkspace(services);
  ask = restClient(url, await newKey());
  await gatedRun(services, home, NAME);
});

const under = (key: string) => ({ headers: { "idempotency-key": key } });
const rule = (max: number) => ({ body: { type: "concurrency", fields: [], max } });
const countRules = async () => (await services.pool.query("select count(*)::int as n from rule")).rows[0].n;

describe("a POST under an Idempotency-Key", () => {
  test("is done once, and answered the same", async () => {
    const before = await countRules();
    const first = await ask("POST", "/rules", { ...rule(7), ...under("one") });
    const second = await ask("POST", "/rules", { ...rule(7), ...under("one") });

    expect(first.status).toBe(201);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await countRules()).toBe(before + 1);
  });

  test("is refused when it asks for something else", async () => {
    await ask("POST", "/rules", { ...rule(8), ...under("other") });
    const before = await countRules();

    for (const changed of [
      ask("POST", "/rules", { ...rule(9), ...under("other") }),
      ask("POST", "/keys", { body: {}, ...under("other") }),
    ])
      expect(await changed).toMatchObject({
        status: 409,
        body: { error: { code: "conflict", details: { field: "Idempotency-Key" } } },
      });
    expect(await countRules()).toBe(before);
  });

  test("twice at once is done once", async () => {
    const before = await countRules();
    const both = await Promise.all([1, 2, 3, 4].map(() => ask("POST", "/rules", { ...rule(10), ...under("at once") })));

    expect(both.map(({ status }) => status)).toContain(201);
    for (const { status, headers } of both.filter((one) => one.status !== 201))
      expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
    expect(await countRules()).toBe(before + 1);
  });

  test("that was refused may be corrected", async () => {
    expect((await ask("POST", "/rules", { body: { type: "none" }, ...under("fixed") })).status).toBe(400);
    expect((await ask("POST", "/rules", { ...rule(11), ...under("fixed") })).status).toBe(201);
  });

  test("of another API key is another request", async () => {
    const other = restClient(url, await newKey());
    const first = await ask("POST", "/rules", { ...rule(12), ...under("mine") });
    const second = await other("POST", "/rules", { ...rule(12), ...under("mine") });

    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test("that starts a run starts it once, even after the answer was lost in a crash", async () => {
    const asked = { body: { workflow: NAME, input: { id: "o" } }, ...under("run") };
    const first = await ask("POST", "/runs", asked);
    await services.pool.query("delete from request_key");
    const second = await ask("POST", "/runs", asked);

    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(second.headers.get("idempotent-replayed")).toBeNull();
  });

  test("keeps no secret that can be read", async () => {
    const made = await ask("POST", "/keys", { body: { name: "k", role: "viewer" }, ...under("secret") });
    const { rows } = await services.pool.query("select answer from request_key where key = 'secret'");

    expect(rows[0].answer.includes(made.body.secret)).toBe(false);
    expect((await ask("POST", "/keys", { body: { name: "k", role: "viewer" }, ...under("secret") })).body).toEqual(
      made.body,
    );
  });

  test("is forgotten after a day", async () => {
    const first = await ask("POST", "/rules", { ...rule(13), ...under("old") });
    await services.pool.query("update request_key set created_at = created_at - interval '25 hours'");
    const second = await ask("POST", "/rules", { ...rule(13), ...under("old") });

    expect(second.body.id).not.toBe(first.body.id);
    const { rows } = await services.pool.query("select key from request_key");
    expect(rows).toEqual([{ key: "old" }]);
  });

  test("that is too long is refused", async () => {
    expect(await ask("POST", "/rules", { ...rule(1), ...under("x".repeat(201)) })).toMatchObject({
      status: 400,
      body: { error: { details: { field: "Idempotency-Key" } } },
    });
  });
});

test("each answer says how much may be asked, and 429 when to ask again", async () => {
  const few = await testServices({ requestsPerMinute: 2 });
  const address = await serveDoors(few);
  const there = await newWorkspace(few);
  const owner = callerFor(few, await there.as("owner"));
  const [one, two] = await Promise.all(
    ["one", "two"].map(async (name) =>
      restClient(address, (await owner.keys.create({ name, role: "viewer", scopes: [...SCOPES] })).secret),
    ),
  );
  const first = await one?.("GET", "/runs");
  await one?.("GET", "/runs");
  const third = await one?.("GET", "/runs");

  expect(first?.headers.get("ratelimit-policy")).toBe('"minute";q=2;w=60');
  expect(first?.headers.get("ratelimit")).toMatch(/^"minute";r=1;t=\d+$/);
  expect(third).toMatchObject({ status: 429, body: { error: { code: "too_many" } } });
  expect(Number(third?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await two?.("GET", "/runs"))?.status).toBe(200);
  const text = await two?.("GET", "/runs/1/status.txt");
  expect(text?.headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+$/);
  for (const path of ["/runs/1/status.txt", "/runs/1/events", "/runs/events", `/runs/1/artifacts/${"0".repeat(64)}/a`])
    expect((await two?.("GET", path))?.status, path).toBe(429);
});
