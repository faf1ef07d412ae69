import { beforeEach, expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { mayStill } from "#server/api/watch-access.ts";
import { principalOf } from "#server/auth/principal-of.ts";
import { askDoor, callDoor } from "#server/testing/call-door.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let home: Workspace;
let owner: Caller;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
});

const expire = (id: string) =>
  services.pool.query("update api_key set expires_at = '2026-01-02T03:04:05Z' where id = $1", [id]);
const headersOf = (secret: string) => new Headers({ authorization: `Bearer ${secret}` });

test("a key that is made without scopes reads, runs and edits, and neither decides nor manages", async () => {
  const { secret } = await owner.keys.create({ name: "ci", role: "owner" });
  const run = await gatedRun(services, home, "by.key");

  expect((await askDoor(url, "runs.get", secret, { runId: run.runId })).status).toBe(200);
  expect((await callDoor(url, "runs.pause", secret, { runId: run.runId })).status).toBe(200);
  const decision = { ...run.seen, decision: "approved", form: { risk: "low" } };
  expect(await callDoor(url, "reviews.decide", secret, decision)).toMatchObject({
    status: 403,
    message: "This API key may not do this (review.decide); it needs the scope decide",
  });
  expect((await askDoor(url, "keys.list", secret, undefined)).status).toBe(403);
});

test("a review that a key with the scope decides is marked in the audit", async () => {
  const { id, secret } = await owner.keys.create({ name: "judge", role: "reviewer", scopes: ["read", "decide"] });
  const run = await gatedRun(services, home, "by.judge");
  const { mayDecide } = await callerFor(services, await principalOf(services, headersOf(secret))).reviews.get(run.seen);
  expect(mayDecide).toBe(true);
  const decision = { ...run.seen, decision: "approved", form: { risk: "low" } };
  expect((await callDoor(url, "reviews.decide", secret, decision)).status).toBe(200);

  const [entry] = (await owner.audit.list({ action: "reviews.decide" })).rows;
  expect(entry).toMatchObject({ actorKind: "key", actorId: id, actor: expect.stringMatching(/\(key judge\)$/) });
});

test("a key that has expired is refused with a sentence that says so, at every kind of door", async () => {
  const { id, secret } = await owner.keys.create({ name: "old", role: "owner", expiresInDays: 1 });
  expect((await askDoor(url, "runs.list", secret, {})).status).toBe(200);
  await expire(id);

  const sentence = `The API key ${secret.slice(0, 10)}… expired on 2026-01-02; create another in the settings`;
  expect(await askDoor(url, "runs.list", secret, {})).toMatchObject({ status: 401, message: sentence });
  expect(await callDoor(url, "keys.create", secret, {})).toMatchObject({ status: 401, message: sentence });
  const plain = await fetch(`${url}/api/v1/audit`, { headers: headersOf(secret) });
  expect([plain.status, await plain.json()]).toEqual([401, { error: { code: "unauthorized", message: sentence } }]);
  expect(await mayStill(services, headersOf(secret), home.workspaceId, "run.read")).toBe(false);
});

test("a key is listed with its scopes, when it expires and whether it has", async () => {
  const { id } = await owner.keys.create({
    name: "ci",
    role: "editor",
    scopes: ["run", "read", "run"],
    expiresInDays: 30,
  });
  const [fresh] = await owner.keys.list();
  expect(fresh).toMatchObject({ scopes: ["read", "run"], isExpired: false, expiresAt: expect.stringMatching(/Z$/) });
  await expire(id);

  expect(await owner.keys.list()).toMatchObject([{ id, isExpired: true, expiresAt: "2026-01-02T03:04:05.000Z" }]);
});

test("the last use of a key is noted, once a minute at most", async () => {
  const { id, secret } = await owner.keys.create({ name: "ci", role: "viewer" });
  const usedAt = async () => (await owner.keys.list()).find((key) => key.id === id)?.lastUsedAt;
  await askDoor(url, "runs.list", secret, {});
  const first = await usedAt();
  await askDoor(url, "runs.list", secret, {});
  expect([first, await usedAt()]).toEqual([expect.stringMatching(/Z$/), first]);

  await services.pool.query("update api_key set last_used_at = now() - interval '61 seconds' where id = $1", [id]);
  await askDoor(url, "runs.list", secret, {});
  expect((await usedAt()) ?? "").toMatch(/Z$/);
  expect(Date.parse((await usedAt()) ?? "")).toBeGreaterThanOrEqual(Date.parse(first ?? ""));
});

test("a key hands out no scope that it has not, and no unknown one", async () => {
  const admin = callerFor(services, await home.as("owner", "key", ["admin"]));

  await expect(admin.keys.create({ name: "more", role: "viewer", scopes: ["decide"] })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(admin.keys.create({ name: "same", role: "viewer", scopes: ["admin"] })).resolves.toBeDefined();
  await expect(owner.keys.create({ name: "all", role: "viewer", scopes: [...SCOPES] })).resolves.toBeDefined();
  for (const scopes of [[], ["root"]])
    await expect(owner.keys.create({ name: "x", role: "viewer", scopes: scopes as never })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
});
