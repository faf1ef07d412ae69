import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testServer } from "#server/http/test-server.ts";
import type { FoundService } from "#server/services/find-service.ts";
import { OauthTokens } from "#server/services/oauth-tokens.ts";

const LOCAL = { hosts: [], cidrs: ["127.0.0.1/32"] };
let server: Awaited<ReturnType<typeof testServer>>;
let answers: (() => { status?: number; body: unknown; location?: string })[];
let now: number;
let tokens: OauthTokens;

beforeAll(async () => {
  server = await testServer((_, response) => {
    const { status = 200, body, location } = answers.shift()?.() ?? { status: 500, body: "no more" };
    response.writeHead(status, { "content-type": "application/json", ...(location && { location }) });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
  answers = [];
  now = 1_000_000;
  tokens = new OauthTokens(LOCAL, () => now);
});

const gives = (token: string, expiresIn?: number | string) => () => ({
  body: { access_token: token, token_type: "Bearer", ...(expiresIn !== undefined && { expires_in: expiresIn }) },
});

const auth = () => ({
  type: "oauth2" as const,
  tokenUrl: `${server.url}/token`,
  clientId: "heddle:1",
  secret: "CLIENT",
  scope: "read write",
});
const service = (more: Partial<FoundService> = {}): FoundService => ({
  id: "s",
  name: "crm",
  kind: "http",
  limits: {},
  baseUrl: server.url,
  auth: auth(),
  timeoutMs: null,
  version: 1,
  sealed: "sealed",
  ...more,
});
const get = async (of = service(), signal = AbortSignal.timeout(10_000)) =>
  (await tokens.get(of, auth(), "p+w d", signal)).token;

test("it asks by client credentials, as RFC 6749 says", async () => {
  answers = [gives("t1", 3600)];
  expect(await get()).toBe("t1");
  expect(server.seen).toMatchObject([
    {
      method: "POST",
      path: "/token",
      body: "grant_type=client_credentials&scope=read+write",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${Buffer.from("heddle%3A1:p%2Bw+d").toString("base64")}`,
      },
    },
  ]);
});

test("many that need it at once ask once", async () => {
  answers = [gives("t1", 3600)];
  expect(await Promise.all(Array.from({ length: 50 }, () => get()))).toEqual(Array(50).fill("t1"));
  expect(server.seen).toHaveLength(1);
});

test("it is kept until shortly before it ends", async () => {
  answers = [gives("t1", 100), gives("t2", "200"), gives("t3")];
  expect(await get()).toBe("t1");
  now += 89_000;
  expect(await get()).toBe("t1");
  now += 2_000;
  expect(await get()).toBe("t2");
  now += 179_000;
  expect(await get()).toBe("t2");
  now += 2_000;
  expect(await get()).toBe("t3");
});

test("another secret or a change of the service asks anew, and each service has its own", async () => {
  answers = [gives("t1", 3600), gives("t2", 3600), gives("t3", 3600), gives("t4", 3600)];
  expect(await get()).toBe("t1");
  expect(await get(service({ sealed: "other" }))).toBe("t2");
  expect(await get(service({ version: 2 }))).toBe("t3");
  expect(await get(service({ id: "other" }))).toBe("t4");
});

test("one that was refused before its time is forgotten", async () => {
  answers = [gives("t1", 3600), gives("t2", 3600)];
  await get();
  await tokens.forget(service(), "an older one");
  expect(await get()).toBe("t1");
  await tokens.forget(service(), "t1");
  expect(await get()).toBe("t2");
});

test.each([
  [{ status: 401, body: { error: "invalid_client" } }, /crm answered with status 401, invalid_client$/, false],
  [{ status: 400, body: "p+w d is wrong" }, /answered with status 400$/, false],
  [{ status: 503, body: "" }, /status 503$/, true],
  [{ status: 429, body: "" }, /status 429$/, true],
  [{ status: 302, body: "", location: "/elsewhere" }, /status 302$/, false],
  [{ body: "no JSON" }, /no bearer token/, false],
  [{ body: { access_token: "" } }, /no bearer token/, false],
  [{ body: { access_token: "a\r\nx: y" } }, /no bearer token/, false],
  [{ body: { access_token: "a", token_type: "mac" } }, /no bearer token/, false],
])("%j is a failure that names the service, and the next asks anew", async (answer, message, retryable) => {
  answers = [() => answer, gives("t1")];
  await expect(get()).rejects.toMatchObject({
    failure: { code: "oauth_token", message: expect.stringMatching(message), retryable },
  });
  expect(await get()).toBe("t1");
});

test("the token address is checked as any other", async () => {
  const guarded = new OauthTokens({ hosts: [], cidrs: [] });
  await expect(guarded.get(service(), auth(), "x", AbortSignal.timeout(10_000))).rejects.toMatchObject({
    failure: { code: "blocked_address" },
  });
});

test("who is told to stop waits no longer, and takes it from nobody else", async () => {
  answers = [gives("t1", 3600)];
  const stopping = new AbortController();
  const stopped = get(service(), stopping.signal);
  const goesOn = get();
  stopping.abort();
  await expect(stopped).rejects.toMatchObject({ failure: { code: "timeout", retryable: true } });
  expect(await goesOn).toBe("t1");
});
