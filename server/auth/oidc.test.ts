import { beforeAll, describe, expect, test } from "vitest";
import { createOidc } from "#server/auth/oidc.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { CLIENT, type Claims, identityProvider } from "#server/testing/identity-provider.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const PUBLIC_URL = "http://heddle.test";
const provider = await identityProvider(`${PUBLIC_URL}/api/auth/callback/oidc`);
const failures: unknown[] = [];
const oidc = createOidc({ ...CLIENT, issuer: provider.issuer, name: "Acme", trustsEmail: false }, (error) =>
  failures.push(error),
);
const services = await testServices({ oidc });
const url = await serveDoors(services);
let home: Workspace;

/** What a browser keeps of the cookies of each host. */
class Jar {
  readonly #cookies = new Map<string, string>();
  take({ headers }: Response): void {
    for (const [pair = ""] of headers.getSetCookie().map((line) => line.split(";"))) {
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

const start = (jar = new Jar(), at = url) =>
  fetch(`${at}/api/auth/sign-in/oidc`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: at, cookie: jar.cookie },
    body: JSON.stringify({ next: "/runs" }),
  });

/** Signs in by the identity provider as a browser does. Returns where that ends, and the cookies for Heddle. */
async function signIn(claims: Claims, at = url) {
  provider.isNow(claims);
  const heddle = new Jar();
  const there = new Jar();
  const started = await start(heddle, at);
  heddle.take(started);
  let next = ((await started.json()) as { url: string }).url;
  for (let hops = 0; hops < 8 && next.startsWith(provider.issuer); hops += 1) {
    const response = await fetch(next, { redirect: "manual", headers: { cookie: there.cookie } });
    there.take(response);
    next = new URL(response.headers.get("location") ?? "", next).href;
  }
  const back = await fetch(next.replace(PUBLIC_URL, at), { redirect: "manual", headers: { cookie: heddle.cookie } });
  heddle.take(back);
  return { ended: back.headers.get("location"), cookie: heddle.cookie };
}

async function state(cookie: string, at = url) {
  const response = await fetch(`${at}/api/trpc/session.state`, { headers: { cookie } });
  return ((await response.json()) as { result: { data: { json: unknown } } }).result.data.json;
}

const userOf = (email: string) =>
  services.prisma.user.findUnique({ where: { email }, include: { accounts: true, members: true } });

test("an identity provider that does not answer keeps Heddle from nothing, and is asked again", async () => {
  provider.isDown = true;
  const refused = await start();
  provider.isDown = false;

  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "OIDC_UNREACHABLE", message: "Acme does not answer" });
  expect(String(failures[0])).toContain("/.well-known/openid-configuration answers 503");
  expect((await start()).status).toBe(200);
});

test("nobody comes in by it before there is an owner", async () => {
  const { ended } = await signIn({ sub: "early", email: "early@example.org", email_verified: true });

  expect(ended).toMatch(/^\/sign-in\?error=needs_owner/);
  expect(await userOf("early@example.org")).toBeNull();
  expect(await state("")).toMatchObject({ needsOwner: true, oidc: "Acme" });
});

describe("with an owner", () => {
  beforeAll(async () => {
    home = await newWorkspace(services);
    await home.as("owner");
  });

  test("who is new has an account, and is told that they are a member of nothing", async () => {
    const { ended, cookie } = await signIn({
      sub: "1",
      email: "Nia@example.org",
      email_verified: true,
      name: "Nia\u0007",
    });

    expect(ended).toBe("/runs");
    expect(await state(cookie)).toMatchObject({ needsOwner: false, session: null, outsider: "nia@example.org" });
    expect(await userOf("nia@example.org")).toMatchObject({
      name: "Nia",
      members: [],
      accounts: [
        { providerId: "oidc", accountId: `${provider.issuer} 1`, accessToken: null, refreshToken: null, idToken: null },
      ],
    });
  });

  test("who is a member is signed in, and the audit says by which way", async () => {
    const { userId, email } = await home.as("viewer");
    const { cookie } = await signIn({ sub: "2", email, email_verified: true, name: "Other" });

    expect(await state(cookie)).toMatchObject({ session: { user: { id: userId, name: "viewer" } }, outsider: null });
    const { rows } = await callerFor(services, await home.as("owner")).audit.list({ who: userId });
    expect(rows).toMatchObject([
      { action: "sessions.signIn", outcome: "done", asked: { way: "identity provider" } },
      { action: "people.linkProvider", outcome: "done", targetId: userId },
    ]);
  });

  test("a password that somebody else may know lets nobody in any more, nor does a session that it began", async () => {
    const owner = callerFor(services, await home.as("owner"));
    const person = { name: "Vic", email: "vic@example.org", password: "known to the owner", role: "viewer" } as const;
    await owner.people.add(person);
    const byPassword = () => services.auth.api.signInEmail({ body: person, returnHeaders: true });
    const earlier = (await byPassword()).headers.getSetCookie().join("; ");
    expect(await state(earlier)).toMatchObject({ session: { user: { email: person.email } } });
    const { cookie } = await signIn({ sub: "9", email: person.email, email_verified: true });

    await expect(byPassword()).rejects.toMatchObject({ statusCode: 401 });
    expect(await state(earlier)).toMatchObject({ session: null });
    expect(await state(cookie)).toMatchObject({ session: { user: { email: person.email } } });
  });

  test("who was here first keeps their password", async () => {
    const email = "first@example.org";
    const { id } = await services.prisma.user.findFirstOrThrow({ orderBy: { createdAt: "asc" } });
    await services.prisma.user.update({ where: { id }, data: { email, createdAt: new Date(0) } });
    await services.prisma.account.create({
      data: { id: "first", userId: id, providerId: "credential", accountId: id, password: "hash" },
    });
    await signIn({ sub: "10", email, email_verified: true });

    expect((await userOf(email))?.accounts.map(({ providerId }) => providerId).sort()).toEqual(["credential", "oidc"]);
  });

  test("the same person comes to the same account, whatever their e-mail is there now", async () => {
    const first = await signIn({ sub: "3", email: "ada@example.org", email_verified: true });
    const second = await signIn({ sub: "3", email: "ada.b@example.org", email_verified: false });

    expect(await state(first.cookie)).toMatchObject({ outsider: "ada@example.org" });
    expect(await state(second.cookie)).toMatchObject({ outsider: "ada@example.org" });
  });

  test.each([{ email_verified: false }, {}])(
    "an e-mail that is not verified (%j) takes no account and makes none",
    async (verified) => {
      const { email } = await home.as("editor");
      const [taken, made] = [
        await signIn({ sub: "4", email, ...verified }),
        await signIn({ sub: "5", email: "new@example.org", ...verified }),
      ];

      expect([taken.ended, made.ended]).toEqual([
        "/sign-in?error=account_not_linked",
        expect.stringContaining("/sign-in?error=email_not_verified"),
      ]);
      expect(await state(taken.cookie)).toMatchObject({ session: null, outsider: null });
      expect((await userOf(email))?.accounts).toEqual([]);
      expect(await userOf("new@example.org")).toBeNull();
    },
  );

  test("who comes twice at once has one account", async () => {
    const claims = { sub: "13", email: "twice@example.org", email_verified: true };
    await Promise.all([signIn(claims), signIn(claims)]);
    const { cookie } = await signIn(claims);

    expect((await userOf(claims.email))?.accounts).toHaveLength(1);
    expect(await state(cookie)).toMatchObject({ outsider: claims.email });
  });

  test("who gets the e-mail of another there does not get their account", async () => {
    await signIn({ sub: "6", email: "handed.on@example.org", email_verified: true });
    const { ended } = await signIn({ sub: "7", email: "handed.on@example.org", email_verified: true });

    expect(ended).toContain("/sign-in?error=account_not_linked");
  });

  test("a way back that nobody has begun leads to where people sign in", async () => {
    const response = await fetch(`${url}/api/auth/callback/oidc?code=x&state=forged`, { redirect: "manual" });

    expect(response.headers.get("location")).toMatch(/\/sign-in\?.*error=/);
    expect(response.headers.getSetCookie().join()).not.toContain("session_token=");
  });

  test.each(["sign-in/social", "link-social", "callback/google", "oauth2/link"])(
    "opens no other door: %s",
    async (path) => {
      const response = await fetch(`${url}/api/auth/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ provider: "oidc", idToken: { token: "x" } }),
      });

      expect(response.status).toBe(404);
    },
  );

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "runs"])(
    "leads nobody away to %s",
    async (next) => {
      const response = await fetch(`${url}/api/auth/sign-in/oidc`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ next }),
      });

      expect(response.status).toBe(400);
    },
  );
});

test("without an identity provider there is nothing to sign in by", async () => {
  const plain = await testServices();
  const at = await serveDoors(plain);

  expect((await start(new Jar(), at)).status).toBe(404);
  expect(await state("", at)).toMatchObject({ oidc: null });
});

test("with a role for who is new they are a member of the first workspace, and the audit tells of it", async () => {
  const other = createOidc({ ...CLIENT, issuer: provider.issuer, name: "Acme", trustsEmail: false }, (error) =>
    failures.push(error),
  );
  const open = await testServices({ oidc: other, defaultRole: "reviewer" });
  const at = await serveDoors(open);
  const first = await newWorkspace(open);
  const owner = callerFor(open, await first.as("owner"));
  const { cookie } = await signIn({ sub: "8", email: "rob@example.org", email_verified: true }, at);

  expect(await state(cookie, at)).toMatchObject({
    session: { role: "reviewer", workspace: { id: first.workspaceId } },
  });
  expect((await owner.audit.list({})).rows.map(({ action, actor }) => [action, actor])).toEqual(
    expect.arrayContaining([
      ["people.join", "rob@example.org"],
      ["sessions.signIn", "rob@example.org"],
    ]),
  );
});

test("where e-mails are trusted, one of which nothing is said counts as verified, and one that is not does not", async () => {
  const trusted = createOidc({ ...CLIENT, issuer: provider.issuer, name: "Acme", trustsEmail: true }, (error) =>
    failures.push(error),
  );
  const trusting = await testServices({ oidc: trusted });
  const at = await serveDoors(trusting);
  const { email, userId } = await (await newWorkspace(trusting)).as("viewer");
  const refused = await signIn({ sub: "11", email, email_verified: false }, at);
  const { cookie } = await signIn({ sub: "12", email }, at);

  expect(await state(refused.cookie, at)).toMatchObject({ session: null });
  expect(await state(cookie, at)).toMatchObject({ session: { user: { id: userId } } });
});

test("a description that is of another provider is refused", async () => {
  const problems: unknown[] = [];
  const wrong = createOidc(
    { ...CLIENT, issuer: provider.issuer.replace("127.0.0.1", "localhost"), name: "Acme", trustsEmail: false },
    (error) => problems.push(error),
  );

  expect(await wrong.connect(services.auth)).toBe(false);
  expect(String(problems[0])).toMatch(/speaks for http:\/\/127.*, not for http:\/\/localhost/);
});
