import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { hashPassword, insertPerson } from "#server/auth/credentials.ts";
import { principalOf } from "#server/auth/principal-of.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const PASSWORD = "correct horse battery";
const passwordHash = await hashPassword(services.auth, PASSWORD);
let first: Workspace;
let second: Workspace;
let runId: number;
let cookie: string;

beforeAll(async () => {
  first = await newWorkspace(services);
  ({ runId } = await gatedRun(services, first, "first.name"));
});

beforeEach(async () => {
  second = await newWorkspace(services);
  const userId = randomUUID();
  const email = `${userId}@example.org`;
  await insertPerson(services.prisma, { id: userId, name: "Pia", email }, passwordHash);
  const places = [
    { organizationId: first.workspaceId, role: "viewer", createdAt: new Date("2026-01-01") },
    { organizationId: second.workspaceId, role: "owner" },
  ];
  await services.prisma.member.createMany({ data: places.map((place) => ({ id: randomUUID(), userId, ...place })) });
  const { headers } = await services.auth.api.signInEmail({ body: { email, password: PASSWORD }, returnHeaders: true });
  cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});

const who = () => principalOf(services, new Headers({ cookie }));
const caller = async (headers = {}) => callerFor(services, await who(), new Headers(headers));

test("who is in several workspaces goes from one to the other, in the role that they have there", async () => {
  expect(await who()).toMatchObject({ workspaceId: first.workspaceId, role: "viewer" });
  expect((await (await caller()).workspaces.list()).map(({ id, role, isPresent }) => [id, role, isPresent])).toEqual(
    expect.arrayContaining([
      [first.workspaceId, "viewer", true],
      [second.workspaceId, "owner", false],
    ]),
  );

  await (await caller()).workspaces.enter({ workspaceId: second.workspaceId });

  expect(await who()).toMatchObject({ workspaceId: second.workspaceId, role: "owner" });
});

test("lists, procedures and streams show the present workspace only", async () => {
  const stream = () => fetch(`${url}/api/v1/runs/${runId}/events`, { headers: { cookie } });
  const before = await stream();
  await before.body?.cancel();
  expect([before.status, (await (await caller()).runs.list({})).rows.map(({ id }) => id)]).toEqual([200, [runId]]);

  await (await caller()).workspaces.enter({ workspaceId: second.workspaceId });

  expect((await stream()).status).toBe(404);
  expect((await (await caller()).runs.list({})).rows).toEqual([]);
  await expect((await caller()).runs.get({ runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a page that was loaded in another workspace is refused, whatever it asks", async () => {
  const seen = { "x-heddle-workspace": first.workspaceId };
  expect((await (await caller(seen)).runs.list({})).rows).toHaveLength(1);
  await (await caller(seen)).workspaces.enter({ workspaceId: second.workspaceId });

  const stale = await caller(seen);
  await expect(stale.runs.list({})).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(stale.workflows.create({ name: "wrong.place" })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await services.prisma.workflow.count({ where: { name: "wrong.place" } })).toBe(0);
});

test("an owner makes a workspace, which is empty and theirs, and renames it", async () => {
  await (await caller()).workspaces.enter({ workspaceId: second.workspaceId });
  const { workspaceId } = await (await caller()).workspaces.create({ name: " Legal " });
  await (await caller()).workspaces.enter({ workspaceId });

  expect(await who()).toMatchObject({ workspaceId, workspaceName: "Legal", role: "owner" });
  expect((await (await caller()).workflows.list({})).rows).toEqual([]);
  await (await caller()).workspaces.rename({ name: "Law" });
  expect(await who()).toMatchObject({ workspaceName: "Law" });
  const [renamed] = (await (await caller()).audit.list({ action: "workspaces.rename" })).rows;
  expect(renamed).toMatchObject({ targetId: workspaceId, before: { name: "Legal" }, after: { name: "Law" } });
});

test("who is removed from the present workspace is in another one of theirs, still signed in", async () => {
  const { userId } = (await who()) ?? { userId: "" };
  await callerFor(services, await first.as("owner")).people.remove({ userId });

  expect(await who()).toMatchObject({ workspaceId: second.workspaceId, role: "owner" });
});

test("a key lists its own workspace, and neither enters nor makes another", async () => {
  await (await caller()).workspaces.enter({ workspaceId: second.workspaceId });
  const { secret } = await (await caller()).keys.create({ name: "k", role: "owner", scopes: ["admin"] });
  const key = callerFor(services, await principalOf(services, new Headers({ authorization: `Bearer ${secret}` })));

  expect(await key.workspaces.list()).toMatchObject([{ id: second.workspaceId }]);
  await expect(key.workspaces.enter({ workspaceId: first.workspaceId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(key.workspaces.create({ name: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
