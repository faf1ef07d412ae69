import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { OpenedInvitation } from "#core/people-views.ts";
import { hashPassword, insertPerson } from "#server/auth/credentials.ts";
import { principalOf } from "#server/auth/principal-of.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const PASSWORD = "correct horse battery";
const passwordHash = await hashPassword(services.auth, PASSWORD);
let home: Workspace;
let owner: Caller;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
});

let count = 0;
const newEmail = () => `guest${count++}@example.org`;

async function invite(email = newEmail()) {
  const { id, link } = await owner.invitations.create({ email, role: "reviewer" });
  return { id, email, link, token: new URL(link).hash.slice(1) };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...headers },
    body: JSON.stringify(body),
  });
const accept = (token: string, account = {}, headers = {}) =>
  post("invitations/accept", { token, ...account }, headers);
const GUEST = { name: "Guest", password: PASSWORD };

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
const whoIs = (cookie: string) => principalOf(services, new Headers({ cookie }));
const members = async () => (await owner.people.list()).map(({ email }) => email);

/** An account that is in another workspace, signed in. */
async function neighbour(): Promise<{ email: string; cookie: string; elsewhere: string }> {
  const { workspaceId } = await newWorkspace(services);
  const [email, id] = [newEmail(), randomUUID()];
  await insertPerson(services.prisma, { id, name: "Neighbour", email }, passwordHash);
  await services.prisma.member.create({ data: { id, organizationId: workspaceId, userId: id, role: "viewer" } });
  return {
    email,
    cookie: cookieOf(await post("sign-in/email", { email, password: PASSWORD })),
    elsewhere: workspaceId,
  };
}

describe("an invitation", () => {
  test("makes a member of who has no account yet, in its role, signed in at once", async () => {
    const { email, token } = await invite("New.Guest@Example.org");
    const shown = (await (await post("invitations/show", { token })).json()) as OpenedInvitation;
    expect(shown).toEqual({
      workspaceName: "Test",
      email: email.toLowerCase(),
      role: "reviewer",
      invitedBy: "owner",
      hasAccount: false,
      signedInAs: null,
    });

    const joined = await accept(token, GUEST);

    expect(joined.status).toBe(200);
    expect(await whoIs(cookieOf(joined))).toMatchObject({
      name: "Guest",
      email: email.toLowerCase(),
      role: "reviewer",
      workspaceId: home.workspaceId,
    });
    expect(await owner.invitations.list()).toEqual([]);
  });

  test("lets who has an account join at a session of it, which is in the new workspace from then on", async () => {
    const { email, cookie, elsewhere } = await neighbour();
    const { token } = await invite(email);
    expect(await whoIs(cookie)).toMatchObject({ workspaceId: elsewhere });
    const shown = (await (await post("invitations/show", { token }, { cookie })).json()) as OpenedInvitation;
    expect(shown).toMatchObject({ hasAccount: true, signedInAs: email });

    expect((await accept(token, {}, { cookie })).status).toBe(200);

    expect(await whoIs(cookie)).toMatchObject({ workspaceId: home.workspaceId, role: "reviewer" });
  });

  test("is no way into an account: nobody joins as one that they are not signed in to", async () => {
    const { email } = await neighbour();
    const { token } = await invite(email);
    const other = await neighbour();

    expect((await accept(token, { ...GUEST, password: "another password" })).status).toBe(401);
    expect((await accept(token, {}, { cookie: other.cookie })).status).toBe(401);
    expect(await members()).not.toContain(email);
    expect(await owner.invitations.list()).toHaveLength(1);
  });

  test("works once, however many use it at the same time", async () => {
    const { email, token } = await invite();

    const answers = await Promise.all([accept(token, GUEST), accept(token, GUEST), accept(token, GUEST)]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await members()).filter((one) => one === email)).toHaveLength(1);
    expect((await accept(token, GUEST)).status).toBe(404);
  });

  test.each([
    ["is revoked", ({ id }: { id: string }) => owner.invitations.revoke({ id })],
    [
      "is a week old",
      ({ id }: { id: string }) => services.prisma.invitation.update({ where: { id }, data: { expiresAt: new Date() } }),
    ],
    [
      "was made anew for the same e-mail",
      ({ email }: { email: string }) => owner.invitations.create({ email, role: "viewer" }),
    ],
    [
      "comes from somebody who may not invite any more",
      async () =>
        services.prisma.member.updateMany({
          where: { userId: (await home.as("owner")).userId },
          data: { role: "editor" },
        }),
    ],
  ])("that %s works no more, and says so", async (_, end) => {
    const made = await invite();
    await end(made);

    for (const path of ["invitations/show", "invitations/accept"]) {
      const answer = await post(path, { token: made.token, ...GUEST });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining("This invitation does not work") });
    }
    expect(await members()).not.toContain(made.email);
  });

  test("is not used up by whatever looks at its link", async () => {
    const { token, email } = await invite();
    for (const method of ["GET", "HEAD", "PUT", "OPTIONS"])
      for (const path of ["show", "accept", `accept?token=${token}`, `accept/${token}`]) {
        const answer = await fetch(`${url}/api/auth/invitations/${path}`, { method, headers: { origin: url } });
        expect(answer.status, `${method} ${path}`).toBe(404);
      }
    await post("invitations/show", { token });
    expect((await post("invitations/accept", { token, ...GUEST }, { origin: "https://evil.example" })).status).toBe(
      403,
    );

    expect(await members()).not.toContain(email);
    expect(await owner.invitations.list()).toHaveLength(1);
  });

  test.each([
    [{}, "name"],
    [{ name: "Guest" }, "password"],
    [{ ...GUEST, password: "short" }, "password"],
    [{ ...GUEST, name: "a\nb" }, "name"],
  ])("refuses an account that is not complete, with the field: %j", async (account, field) => {
    const { token } = await invite();
    const answer = await accept(token, account);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(new RegExp(`^${field}: `)) });
    expect((await accept(token, GUEST)).status).toBe(200);
  });

  test("is kept without its secret, and its link is shown once, with the secret behind the #", async () => {
    const { id, token, link } = await invite();

    expect(link).toMatch(/^http:\/\/heddle\.test\/invitation#[\w-]{43}$/);
    expect(JSON.stringify(await owner.invitations.list())).not.toContain(token);
    expect(JSON.stringify(await services.prisma.invitation.findUnique({ where: { id } }))).not.toContain(token);
  });

  test("is not made for somebody who is here", async () => {
    const { email } = await home.as("editor");

    await expect(owner.invitations.create({ email, role: "viewer" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is in the audit: who made it, and who joined by it", async () => {
    const { id, email, token } = await invite();
    await accept(token, GUEST);

    const { rows } = await owner.audit.list({ targetKind: "invitation", targetId: id });
    expect(rows).toMatchObject([
      { action: "invitations.accept", actor: email, role: "reviewer", outcome: "done" },
      { action: "invitations.create", actor: (await home.as("owner")).email, after: { email, status: "pending" } },
    ]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
