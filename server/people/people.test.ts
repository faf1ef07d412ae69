import { beforeEach, describe, expect, test } from "vitest";
import { principalOf } from "#server/auth/principal-of.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let owner: Caller;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
});

let count = 0;
const person = () => ({
  email: `Person${count++}@example.org`,
  name: "Person",
  password: "a long password",
  role: "editor" as const,
});

const headersOf = (secret: string) => new Headers({ authorization: `Bearer ${secret}` });
const whoIs = (secret: string) => principalOf(services, headersOf(secret));

async function signIn(email: string, password: string): Promise<Headers> {
  const { headers } = await services.auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
  return new Headers({
    cookie: headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
  });
}

describe("a person", () => {
  test("who was added signs in, in the role that was given", async () => {
    const added = person();
    await owner.people.add(added);

    const who = await principalOf(services, await signIn(added.email, added.password));

    expect(who).toMatchObject({
      kind: "person",
      email: added.email.toLowerCase(),
      role: "editor",
      workspaceId: home.workspaceId,
    });
    expect((await owner.people.list()).map(({ role }) => role)).toEqual(["owner", "editor"]);
  });

  test("is not added twice", async () => {
    const added = person();
    await owner.people.add(added);

    await expect(owner.people.add(added)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("who is in another workspace is not added without being asked", async () => {
    const other = callerFor(services, await (await newWorkspace(services)).as("owner"));
    const known = person();
    await other.people.add(known);

    await expect(owner.people.add({ ...known, password: "another password" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: `email: ${known.email.toLowerCase()} has an account already: invite them, and they join`,
    });
    expect(await owner.people.list()).toHaveLength(1);
  });

  test("who is removed is nobody at once, and can be added again", async () => {
    const added = person();
    const { userId } = await owner.people.add(added);
    const session = await signIn(added.email, added.password);
    await owner.people.remove({ userId });

    expect(await principalOf(services, session)).toBeNull();
    await owner.people.add({ ...added, role: "viewer" });
    expect(await principalOf(services, await signIn(added.email, added.password))).toMatchObject({ role: "viewer" });
  });

  test("gets a new role at once", async () => {
    const added = person();
    const { userId } = await owner.people.add(added);
    const session = await signIn(added.email, added.password);
    await owner.people.setRole({ userId, role: "viewer" });

    expect(await principalOf(services, session)).toMatchObject({ role: "viewer" });
  });
});

describe("a workspace keeps an owner", () => {
  test("when the last one would leave or step down", async () => {
    const { userId } = await home.as("owner");

    await expect(owner.people.remove({ userId })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(owner.people.setRole({ userId, role: "viewer" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await owner.people.list()).toMatchObject([{ userId, role: "owner" }]);
  });

  test("when two owners remove each other at once", async () => {
    const first = (await home.as("owner")).userId;
    const { userId: second } = await owner.people.add({ ...person(), role: "owner" });
    const attempts = await Promise.allSettled([
      owner.people.remove({ userId: first }),
      owner.people.remove({ userId: second }),
    ]);

    expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await owner.people.list()).toHaveLength(1);
  });
});

describe("an API key", () => {
  test("acts in its role, is shown once, and is stored as a hash only", async () => {
    const { id, secret } = await owner.keys.create({ name: "ci", role: "viewer" });

    expect(secret).toMatch(/^hdl_[\w-]{43}$/);
    expect(await whoIs(secret)).toMatchObject({ kind: "key", role: "viewer", workspaceId: home.workspaceId });
    const [listed] = await owner.keys.list();
    expect(listed).toMatchObject({ id, name: "ci", start: secret.slice(0, 10), role: "viewer" });
    expect(listed?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(await services.prisma.apiKey.findMany())).not.toContain(secret);
  });

  test("is nobody as soon as it is revoked", async () => {
    const { id, secret } = await owner.keys.create({ name: "ci", role: "viewer" });
    await owner.keys.revoke({ id });

    expect(await whoIs(secret)).toBeNull();
    await expect(owner.keys.revoke({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("never may more than who makes it", async () => {
    const editor = callerFor(services, await home.as("editor"));

    await expect(editor.keys.create({ name: "sneaky", role: "owner" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(editor.keys.create({ name: "fine", role: "editor" })).resolves.toBeDefined();
  });

  test("ends when its maker is removed, or may do less than it", async () => {
    const { userId } = await home.as("editor");
    const editor = callerFor(services, await home.as("editor"));
    const { secret: strong } = await editor.keys.create({ name: "strong", role: "editor" });
    const { secret: weak } = await editor.keys.create({ name: "weak", role: "viewer" });

    await owner.people.setRole({ userId, role: "reviewer" });
    expect([await whoIs(strong), (await whoIs(weak))?.role]).toEqual([null, "viewer"]);

    await owner.people.remove({ userId });
    expect(await whoIs(weak)).toBeNull();
  });

  test("made while its maker is removed, or gets a lesser role, is nobody", async () => {
    const { userId } = await home.as("editor");
    const editor = callerFor(services, await home.as("editor"));
    const { secret } = await editor.keys.create({ name: "late", role: "editor" });

    await services.prisma.member.updateMany({ where: { userId }, data: { role: "viewer" } });
    expect(await whoIs(secret)).toBeNull();

    await services.prisma.member.deleteMany({ where: { userId } });
    expect(await whoIs(secret)).toBeNull();
  });
});
