import { beforeEach, describe, expect, test } from "vitest";
import { createAuth } from "#server/auth/auth.ts";
import { answerAuth } from "#server/auth/auth-door.ts";
import { ADDRESS_HEADER } from "#server/auth/caller-address.ts";
import { hashPassword } from "#server/auth/credentials.ts";
import type { Principal } from "#server/auth/principal.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const PASSWORD = "correct horse battery";
const password = await hashPassword(services.auth, PASSWORD);
let home: Workspace;
let owner: Caller;
let person: Principal;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
  person = await home.as("viewer");
  const { userId } = person;
  await services.prisma.account.create({
    data: { id: userId, accountId: userId, providerId: "credential", userId, password },
  });
});

const post = (path: string, body: unknown, cookie = "", address = "192.0.2.7") =>
  fetch(`${url}/api/auth/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "test/1",
      origin: url,
      cookie,
      [ADDRESS_HEADER]: address,
    },
    body: JSON.stringify(body),
  });
const signIn = (email: string, given = PASSWORD) => post("sign-in/email", { email, password: given });
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
const told = async (caller = owner) => (await caller.audit.list({})).rows;
const pending = async () => (await services.pool.query("select 1 from audit_pending")).rows.length;

describe("the audit", () => {
  test("tells of a sign-in and a sign-out: who, when, from where, to which session", async () => {
    const response = await signIn(person.email);
    const { id } = await services.prisma.session.findFirstOrThrow({ where: { userId: person.userId } });
    expect((await post("sign-out", {}, cookieOf(response))).status).toBe(200);

    const entry = {
      outcome: "done",
      actorKind: "person",
      actorId: person.userId,
      actor: person.email,
      role: "viewer",
      address: "192.0.2.7",
      agent: "test/1",
      targetKind: "session",
      targetId: id,
    };
    expect(await told()).toMatchObject([
      { ...entry, seq: 2, action: "sessions.signOut" },
      { ...entry, seq: 1, action: "sessions.signIn", asked: { way: "password" } },
    ]);
    expect(await owner.audit.verify()).toMatchObject({ intact: true, entries: 2 });
    expect(await pending()).toBe(0);
  });

  test("tells of a sign-in that failed, in the name that was given, and not of the password", async () => {
    expect((await signIn(person.email.toUpperCase(), "a wrong guess")).status).toBe(401);

    const entries = await told();
    expect(entries).toMatchObject([
      { action: "sessions.signIn", outcome: "failed", actor: person.email, address: "192.0.2.7", targetId: null },
    ]);
    expect(JSON.stringify(entries)).not.toContain("a wrong guess");
  });

  test("tells nothing of an e-mail that nobody has, nor of what is blocked", async () => {
    await signIn("nobody@example.org", "a wrong guess");
    for (let tries = 0; tries < 12; tries += 1) await signIn(person.email, "a wrong guess");

    expect(await told()).toHaveLength(10);
  });

  test("tells it in every workspace of the person, and in no other", async () => {
    const other = await newWorkspace(services);
    const stranger = await newWorkspace(services);
    await services.prisma.member.create({
      data: { id: person.userId, organizationId: other.workspaceId, userId: person.userId, role: "editor" },
    });
    await signIn(person.email);
    const [there, elsewhere] = [other, stranger].map(async (workspace) =>
      told(callerFor(services, await workspace.as("owner"))),
    );

    expect(await told()).toMatchObject([{ action: "sessions.signIn", role: "viewer" }]);
    expect(await there).toMatchObject([{ action: "sessions.signIn", role: "editor" }]);
    expect(await elsewhere).toEqual([]);
  });

  test("tells of a password that was changed, and of none that was refused", async () => {
    const cookie = cookieOf(await signIn(person.email));
    const change = (currentPassword: string) =>
      post("change-password", { currentPassword, newPassword: "another horse battery" }, cookie);

    expect((await change("a wrong guess")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    const [newest, ...before] = await told();
    expect(newest).toMatchObject({ action: "people.changePassword", outcome: "done", targetId: person.userId });
    expect(before.map(({ action }) => action)).toEqual(["sessions.signIn"]);
    expect(await pending()).toBe(0);
  });

  test("tells nothing of who signs out without being signed in", async () => {
    expect((await post("sign-out", {})).status).toBe(200);

    expect(await told()).toEqual([]);
  });
});

describe("when the audit cannot be written", () => {
  const audit = { ...services.audit, begin: () => Promise.reject(new Error("the disk is full")) };
  const settings = { secret: "a secret for tests that is long enough", publicUrl: services.publicUrl };
  const broken = { ...services, audit, auth: createAuth(services.prisma, audit, settings) };
  const reported: string[] = [];
  const ask = (path: string, body: unknown, cookie = "") =>
    answerAuth(
      broken,
      new Request(`${services.publicUrl}/api/auth/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: services.publicUrl, cookie },
        body: JSON.stringify(body),
      }),
      (_, missing) => reported.push(missing),
    );
  const sessions = () => services.prisma.session.count({ where: { userId: person.userId } });

  test("nobody is signed in, and the answer does not blame the password", async () => {
    expect((await ask("sign-in/email", { email: person.email, password: PASSWORD })).status).toBe(500);
    expect(await sessions()).toBe(0);
  });

  test("a sign-out ends the session all the same, and what is missing is reported", async () => {
    const cookie = cookieOf(await signIn(person.email));

    expect((await ask("sign-out", {}, cookie)).status).toBe(200);
    expect(await sessions()).toBe(0);
    expect(reported).toEqual(["a sign-out is not in the audit"]);
  });
});
