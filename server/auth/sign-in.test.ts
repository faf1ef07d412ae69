import { describe, expect, test } from "vitest";
import { ADDRESS_HEADER } from "#server/auth/caller-address.ts";
import { askDoor } from "#server/testing/call-door.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);

const PASSWORD = "correct horse battery";
const owner = { name: "Ada", email: "Ada@Example.org", password: PASSWORD };

const post = (path: string, body: unknown, headers: Record<string, string> = { origin: url }) =>
  fetch(`${url}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

async function state(cookie = "") {
  const response = await fetch(`${url}/api/trpc/session.state`, { headers: { cookie } });
  return ((await response.json()) as { result: { data: { json: unknown } } }).result.data.json;
}

const signIn = (password: string, email = "ada@example.org") => post("auth/sign-in/email", { email, password });

describe("the first start", () => {
  test("asks for an owner", async () => {
    expect(await state()).toEqual({ needsOwner: true, session: null, outsider: null, oidc: null });
  });

  test.each([
    [{ ...owner, email: "nobody" }, "email"],
    [{ ...owner, password: "short" }, "password"],
    [{ ...owner, name: " " }, "name"],
    [{ ...owner, name: "a\u0000b" }, "name"],
  ])("refuses an owner that is not complete, with the field", async (body, field) => {
    const response = await post("auth/sign-up/email", body);

    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toMatch(new RegExp(`^${field}: `));
  });

  test("reads no more than a little of what a stranger sends", async () => {
    const response = await post("auth/sign-up/email", { ...owner, name: "x".repeat(5_000_000) });

    expect(response.status).toBe(413);
  });

  test("refuses a sign-up that another site sends", async () => {
    expect((await post("auth/sign-up/email", owner, { origin: "https://evil.example" })).status).toBe(403);
    expect(await state()).toMatchObject({ needsOwner: true });
  });

  test("creates one owner, however many try at once, and signs them in", async () => {
    const tries = Array.from({ length: 5 }, (_, index) =>
      post("auth/sign-up/email", { ...owner, email: `ada${index || ""}@example.org` }),
    );
    const responses = await Promise.all(tries);

    expect(responses.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403]);
    const winner = responses.find(({ ok }) => ok);
    expect(winner?.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/i);
    expect(await state(winner && cookieOf(winner))).toMatchObject({
      needsOwner: false,
      session: { role: "owner", user: { name: "Ada" } },
    });
    expect(await services.prisma.organization.count()).toBe(1);
    await services.prisma.user.updateMany({ data: { email: "ada@example.org" } });
  });

  test("brings the examples, published", async () => {
    expect(await services.prisma.version.count()).toBeGreaterThan(1);
  });

  test("closes sign-up", async () => {
    expect((await post("auth/sign-up/email", { ...owner, email: "eve@example.org" })).status).toBe(403);
  });
});

describe("sign-in", () => {
  test("is answered by a session cookie, and sign-out ends it", async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    expect(await state(cookie)).toMatchObject({ session: { user: { email: "ada@example.org" } } });

    await post("auth/sign-out", {}, { origin: url, cookie });

    expect(await state(cookie)).toMatchObject({ session: null });
  });

  test("with a wrong password says nothing about who exists", async () => {
    const [known, unknown] = await Promise.all([
      signIn("wrong password"),
      signIn("wrong password", "nobody@example.org"),
    ]);

    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(await known.json()).toEqual(await unknown.json());
  });

  test("is blocked where ten attempts failed in a row, even with the right password, and nowhere else", async () => {
    const from = (address: string, password: string) =>
      post("auth/sign-in/email", { email: "ada@example.org", password }, { origin: url, [ADDRESS_HEADER]: address });
    for (let failures = 0; failures < 10; failures++)
      expect((await from("192.0.2.1", "wrong password")).status).toBe(401);

    expect((await from("192.0.2.1", PASSWORD)).status).toBe(429);
    expect((await from("192.0.2.2", PASSWORD)).status).toBe(200);
  });

  test.each([
    "sign-up/email",
    "organization/create",
    "organization/list",
    "list-sessions",
    "delete-user",
    "update-user",
  ])("opens no other door: %s", async (path) => {
    const cookie = cookieOf(await signIn(PASSWORD));
    const response = await post(`auth/${path}`, { ...owner, name: "x", slug: "x" }, { origin: url, cookie });

    expect([403, 404]).toContain(response.status);
  });
});

describe("a mutation with a session cookie", () => {
  const create = async (name: string, headers: Record<string, string>) =>
    (
      await post(
        "trpc/workflows.create",
        { json: { name, title: "" } },
        { cookie: cookieOf(await signIn(PASSWORD)), ...headers },
      )
    ).status;

  test("passes from Heddle's own pages", async () => {
    expect(await create("from.here", { origin: url })).toBe(200);
  });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["a page without an origin", { origin: "null" }],
    ["another site that hides its origin", { "sec-fetch-site": "cross-site" }],
  ])("is refused from %s", async (_, headers) => {
    expect(await create("from.elsewhere", headers as Record<string, string>)).toBe(403);
    expect(await services.prisma.workflow.count({ where: { name: "from.elsewhere" } })).toBe(0);
  });
});

test.each(["hdl_wrong", "something", ""])("the key %j is nobody, whatever cookie comes with it", async (key) => {
  expect((await askDoor(url, "runs.list", key, {})).status).toBe(401);
});
