import { beforeEach, describe, expect, test } from "vitest";
import type { Begun } from "#server/audit/audit-entry.ts";
import { createAuditLog } from "#server/audit/audit-log.ts";
import { ADDRESS_HEADER } from "#server/auth/caller-address.ts";
import type { Pool } from "#server/db.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const headers = new Headers({ "user-agent": "test/1", [ADDRESS_HEADER]: "192.0.2.7" });
let home: Workspace;
let owner: Caller;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"), headers);
});

const newest = async () => (await owner.audit.list({})).rows[0];
const pending = async () => {
  const { rows } = await services.pool.query("select 1 from audit_pending where workspace_id = $1", [home.workspaceId]);
  return rows.length;
};
/** A change of which only its beginning is told. */
const lost = (at: Date): Begun => ({
  at: at.toISOString(),
  action: "people.remove",
  actorKind: "person",
  actorId: "a",
  actor: "a@example.org",
  role: "owner",
  address: null,
  agent: null,
  targetKind: "person",
  targetId: "b",
  asked: null,
  before: null,
});
const make = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => owner.keys.create({ name: `key ${index}`, role: "viewer" })));

describe("a change", () => {
  test("is in the audit with who, when, from where, to what, before and after", async () => {
    const editor = await home.as("editor");
    await owner.people.setRole({ userId: editor.userId, role: "viewer" });

    const { by, userId } = await home.as("owner");
    expect(await newest()).toMatchObject({
      seq: 1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      action: "people.setRole",
      outcome: "done",
      actorKind: "person",
      actorId: userId,
      actor: by,
      role: "owner",
      address: "192.0.2.7",
      agent: "test/1",
      targetKind: "person",
      targetId: editor.userId,
      asked: { userId: editor.userId, role: "viewer" },
      before: { role: "editor" },
      after: { role: "viewer" },
    });
  });

  test("is told once, and nothing stays pending", async () => {
    await make(3);
    await services.audit.settle(home.workspaceId);

    expect((await owner.audit.list({})).rows).toHaveLength(3);
    expect(await pending()).toBe(0);
  });

  test("that is refused changed nothing, and is not told", async () => {
    await expect(owner.people.setRole({ userId: "nobody", role: "viewer" })).rejects.toThrow();
    await expect(owner.keys.create({ name: " ", role: "viewer" })).rejects.toThrow();

    expect((await owner.audit.list({})).rows).toEqual([]);
    expect(await pending()).toBe(0);
  });

  test("that broke is told as failed: it may have done something", async () => {
    const broken = { apiKey: { create: () => Promise.reject(new Error("the disk is full")) } };
    const caller = callerFor({ ...services, prisma: broken as never }, await home.as("owner"));
    await expect(caller.keys.create({ name: "ci", role: "viewer" })).rejects.toThrow();

    expect(await newest()).toMatchObject({ action: "keys.create", outcome: "failed", targetId: null });
  });

  test("is not made when it cannot be noted before", async () => {
    const full = { ...services.audit, begin: () => Promise.reject(new Error("the disk is full")) };
    const caller = callerFor({ ...services, audit: full }, await home.as("owner"));

    await expect(caller.keys.create({ name: "ci", role: "viewer" })).rejects.toThrow();
    expect(await owner.keys.list()).toEqual([]);
  });

  test("is noted in a commit that does not wait for the disk: the change's own commit carries it there", async () => {
    const client = await services.pool.connect();
    await client.query("begin");
    await createAuditLog(client as unknown as Pool, () => undefined).begin(home.workspaceId, lost(new Date()));
    const { rows } = await client.query("show synchronous_commit");
    await client.query("rollback");
    client.release();

    expect(rows).toEqual([{ synchronous_commit: "off" }]);
  });

  test("whose server stopped before it told the end is told as unknown", async () => {
    const { rows } = await services.pool.query<{ at: Date }>("select now() - interval '11 minutes' as at");
    await services.audit.begin(home.workspaceId, lost(rows[0]?.at ?? new Date()));

    expect(await newest()).toMatchObject({ action: "people.remove", outcome: "unknown", targetId: "b" });
    expect(await owner.audit.verify()).toMatchObject({ intact: true, entries: 1 });
    expect(await pending()).toBe(0);
  });

  test("by a key names the key", async () => {
    const byKey = callerFor(services, await home.as("owner", "key"));
    await byKey.keys.create({ name: "ci", role: "viewer" });

    expect(await newest()).toMatchObject({
      actorKind: "key",
      actorId: "key of owner",
      actor: expect.stringContaining("(key test)"),
    });
  });

  test("tells neither secrets nor the input of runs", async () => {
    await gatedRun(services, home, "audited.name");
    await owner.secrets.set({ name: "API_KEY", value: "a-very-secret-value" });
    await owner.people.add({ name: "P", email: "p@example.org", password: "a-very-secret-value", role: "viewer" });
    await owner.runs.start({ workflow: "audited.name", input: { id: "a-very-secret-value" } });

    const { rows } = await owner.audit.list({});
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["secrets.set", "people.add", "runs.start"]),
    );
    expect(JSON.stringify(rows)).not.toContain("a-very-secret-value");
  });
});

test("a decision is in the audit, with what it was bound to", async () => {
  const run = await gatedRun(services, home, "decided.name");
  await owner.reviews.decide({ ...run.seen, decision: "approved", comment: "Fine", form: { risk: "low" } });

  expect(await newest()).toMatchObject({
    action: "reviews.decide",
    targetKind: "review",
    targetId: String(run.reviewId),
    asked: { decision: "approved", comment: "Fine", contentHash: run.seen.contentHash },
    before: { status: "open" },
    after: { status: "decided", decision: "approved", by: (await home.as("owner")).by },
  });
});

describe("the chain", () => {
  const tamper = (sql: string) =>
    services.pool.query(`
      begin;
      alter table audit_entry disable trigger all;
      ${sql.replaceAll("$1", `'${home.workspaceId}'`)};
      alter table audit_entry enable trigger all;
      commit`);

  test("has no gaps and no forks, however many changes come at once", async () => {
    await make(40);

    const { rows } = await owner.audit.list({ limit: 100 });
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => 40 - index));
    expect(rows.at(-1)?.prevHash).toBe("0".repeat(64));
    expect(await owner.audit.verify()).toEqual({ intact: true, entries: 40, hash: rows[0]?.hash });
  });

  test("is empty and intact before anything was changed", async () => {
    expect(await owner.audit.verify()).toEqual({ intact: true, entries: 0, hash: null });
  });

  test.each([
    ["update audit_entry set actor = 'nobody' where workspace_id = $1 and seq = 2", 2, "It was changed"],
    ["delete from audit_entry where workspace_id = $1 and seq = 3", 3, "It is missing"],
    ["delete from audit_entry where workspace_id = $1 and seq = 1", 1, "It is missing"],
    [
      "update audit_entry set prev_hash = repeat('1', 64) where workspace_id = $1 and seq = 4",
      4,
      "It does not follow the entry before",
    ],
  ])("names the first entry that is not as it was written: %s", async (sql, broken, why) => {
    for (let count = 0; count < 5; count += 1) await make(1);
    await services.audit.settle(home.workspaceId);
    await tamper(sql);

    expect(await owner.audit.verify()).toEqual({ intact: false, broken, why });
  });

  test.each(["update audit_entry set actor = 'nobody'", "delete from audit_entry", "truncate audit_entry"])(
    "refuses %s",
    async (sql) => {
      await make(1);
      await services.audit.settle(home.workspaceId);

      await expect(services.pool.query(sql)).rejects.toThrow("The audit only grows");
    },
  );
});

describe("the list", () => {
  test("is paged, newest first", async () => {
    await make(5);
    const first = await owner.audit.list({ limit: 2 });
    const second = await owner.audit.list({ limit: 3, cursor: first.next });

    expect([...first.rows, ...second.rows].map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
  });

  test("is filtered by who, action, target and time", async () => {
    const editor = await home.as("editor");
    await callerFor(services, editor).keys.create({ name: "ci", role: "viewer" });
    await owner.people.setRole({ userId: editor.userId, role: "viewer" });
    const of = async (filter: Parameters<Caller["audit"]["list"]>[0]) =>
      (await owner.audit.list(filter)).rows.map(({ action }) => action);

    expect(await of({ who: editor.userId })).toEqual(["keys.create"]);
    expect(await of({ who: editor.email.toUpperCase() })).toEqual(["keys.create"]);
    expect(await of({ action: "people" })).toEqual(["people.setRole"]);
    expect(await of({ action: "people.setRole" })).toEqual(["people.setRole"]);
    expect(await of({ action: "people.set" })).toEqual([]);
    expect(await of({ targetKind: "person", targetId: editor.userId })).toEqual(["people.setRole"]);
    expect(await of({ from: "2000-01-01T00:00:00Z" })).toHaveLength(2);
    expect(await of({ until: "2000-01-01T00:00:00Z" })).toEqual([]);
  });

  test("refuses a time that is none, with its field", async () => {
    await expect(owner.audit.list({ from: "yesterday" })).rejects.toThrow(/from/);
  });
});
