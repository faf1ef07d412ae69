import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceAuth } from "#core/service.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { testServer } from "#server/http/test-server.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { listUses } from "#server/secrets/list-secrets.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";

const { pool } = await testDatabase();
const secretBox = createSecretBox("a secret for tests that is long enough");
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const http = httpHandler({ outbound, services: createServiceCalls(createServices({ db: pool, secretBox, outbound })) });

const VALUE = 'sk-"se/cr+et"';
const HIDDEN = "[secret API_KEY]";
let workspaceId: string;
let folder: string;
let artifacts: ArtifactStore;
let server: Awaited<ReturnType<typeof testServer>>;
let other: Awaited<ReturnType<typeof testServer>>;

/** Answers with all that it was sent, in as many places as there are. */
function echo(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://x");
  const sent = String(request.headers.authorization ?? request.headers["x-api-key"] ?? "");
  const to = url.searchParams.get("to");
  if (to) return void response.writeHead(307, { location: to }).end();
  response.setHeader("x-echo", sent.replaceAll("\n", " "));
  const value = sent.replace(/^\w+ /, "");
  const forms = { sent, value, encoded: encodeURIComponent(value), base64: Buffer.from(value).toString("base64") };
  if (url.pathname.endsWith("/text")) response.setHeader("content-type", "text/plain").end(`you sent ${sent}!`);
  else if (url.pathname.endsWith("/binary"))
    response
      .setHeader("content-type", "application/octet-stream")
      .end(Buffer.concat([Buffer.from([0, 255]), Buffer.from(sent)]));
  else if (url.pathname.endsWith("/large"))
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ ...forms, filling: "x".repeat(70_000) }));
  else if (url.pathname.endsWith("/refused"))
    response.writeHead(Number(url.searchParams.get("code") ?? 403)).end(`${"x".repeat(1_985)}${sent} is not allowed`);
  else if (url.pathname.endsWith("/silent")) return;
  else if (url.pathname.endsWith("/nowhere"))
    response.writeHead(302, { location: `http://${encodeURIComponent(value)}@example.org:bad/` }).end();
  else response.setHeader("content-type", "application/json").end(JSON.stringify({ ...forms, [sent]: [sent] }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-services-"));
  artifacts = folderStore(folder);
  server = await testServer(echo);
  other = await testServer(echo);
});
beforeEach(async () => {
  workspaceId = randomUUID();
  server.seen.length = 0;
  other.seen.length = 0;
  await setSecret({ pool, secretBox }, workspaceId, { name: "API_KEY", value: VALUE }, "somebody");
});
afterAll(async () => {
  server.close();
  other.close();
  await rm(folder, { recursive: true });
});

const bearer: ServiceAuth = { type: "bearer", secret: "API_KEY" };
const register = (auth: ServiceAuth = bearer, more: { baseUrl?: string; timeoutMs?: number } = {}) =>
  saveService(
    pool,
    workspaceId,
    { service: { name: "crm", baseUrl: `${server.url}/v1`, auth, ...more }, version: null },
    "somebody",
  );

const call = (url: string, config: Record<string, unknown> = {}, workspace = workspaceId) =>
  http({ service: "crm", url, ...config }, null, {
    signal: AbortSignal.timeout(20_000),
    begin: () => {},
    artifacts,
    workspaceId: workspace,
    runId: 11,
    taskId: 12,
    attempt: 1,
    idempotencyKey: "task-12",
    evaluate: async (template: unknown) => template,
  } as unknown as AttemptContext);

const uses = async () => (await listUses(pool, workspaceId, { name: "API_KEY", limit: 50 })).rows;

test("a stage reaches a service by its name, with its credential, and what the service echoes of it is taken out", async () => {
  await register();
  const outcome = await call("users?q=1");
  expect(server.seen).toMatchObject([{ path: "/v1/users?q=1", headers: { authorization: `Bearer ${VALUE}` } }]);
  expect(outcome).toEqual({
    kind: "completed",
    output: {
      status: 200,
      headers: expect.objectContaining({ "x-echo": `Bearer ${HIDDEN}` }),
      body: {
        sent: `Bearer ${HIDDEN}`,
        value: HIDDEN,
        encoded: HIDDEN,
        base64: HIDDEN,
        [`Bearer ${HIDDEN}`]: [`Bearer ${HIDDEN}`],
      },
    },
  });
});

test.each([
  [
    { type: "basic", username: "heddle", secret: "API_KEY" },
    "authorization",
    `Basic ${Buffer.from(`heddle:${VALUE}`).toString("base64")}`,
  ],
  [{ type: "header", name: "X-Api-Key", secret: "API_KEY" }, "x-api-key", VALUE],
] as const)("it sends what the service wants: %j", async (auth, header, sent) => {
  await register(auth);
  const outcome = JSON.stringify(await call("users"));
  expect(server.seen[0]?.headers[header]).toBe(sent);
  expect(outcome).toContain(HIDDEN);
  for (const form of [VALUE, sent.replace("Basic ", ""), JSON.stringify(VALUE).slice(1, -1)])
    expect(outcome).not.toContain(form);
});

test("a service without a credential is called without one, and no use is written down", async () => {
  await register({ type: "none" });
  expect(await call("users")).toMatchObject({ kind: "completed" });
  expect(server.seen[0]?.headers).not.toHaveProperty("authorization");
  expect(await uses()).toEqual([]);
});

test("text, what is kept as an artifact, failures and their bodies hold no credential, wherever they are cut", async () => {
  await register();
  expect(await call("text")).toMatchObject({ output: { body: `you sent Bearer ${HIDDEN}!` } });
  for (const path of ["binary", "large"]) {
    const outcome = (await call(path)) as { output: { body: { $artifact: { hash: string } } } };
    const text = await artifacts.readText(outcome.output.body.$artifact.hash);
    expect(text, path).toContain(HIDDEN);
    expect(text, path).not.toMatch(/sk-|c2st/);
  }
  const refused = await call("refused");
  expect(refused).toMatchObject({ kind: "failed", failure: { code: "http_status", retryable: false } });
  expect(JSON.stringify(refused)).not.toMatch(/sk-/);
  const nowhere = await call("nowhere");
  expect(nowhere).toMatchObject({ kind: "failed", failure: { code: "bad_url" } });
  expect(JSON.stringify(nowhere)).not.toMatch(/sk-/);
});

test("each use is written down with run, task, attempt and service, before it is sent", async () => {
  await register(bearer, { baseUrl: "http://127.0.0.1:1/" });
  expect(await call("users")).toMatchObject({ failure: { code: "connect" } });
  expect(await uses()).toMatchObject([{ service: "crm", runId: 11, taskId: 12, attempt: 1 }]);
});

test.each(["../admin", "%2e%2e/admin", "//evil.example/", "https://evil.example/", "users\\..\\x"])(
  "a path that an expression gives and that leaves the service (%j) sends nothing",
  async (path) => {
    await register();
    const outcome = await http({ service: "crm", url: { $: "x" } }, null, {
      signal: AbortSignal.timeout(20_000),
      begin: () => {},
      workspaceId,
      evaluate: async (template: object) => ({ ...template, url: path }),
    } as unknown as AttemptContext);
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "bad_path", retryable: false } });
    expect(server.seen).toEqual([]);
    expect(await uses()).toEqual([]);
  },
);

test("a redirect takes the credential to the service alone: not to another host, nor beside its path", async () => {
  await register();
  await call(`users?to=${encodeURIComponent(`${other.url}/v1/x`)}`);
  expect(other.seen).toHaveLength(1);
  expect(JSON.stringify(other.seen)).not.toContain("sk-");
  await call(`users?to=${encodeURIComponent("/v2/x")}`);
  expect(server.seen.at(-1)).toMatchObject({ path: "/v2/x" });
  expect(server.seen.at(-1)?.headers).not.toHaveProperty("authorization");
  await call(`users?to=${encodeURIComponent("/v1/x")}`);
  expect(server.seen.at(-1)).toMatchObject({ path: "/v1/x", headers: { authorization: `Bearer ${VALUE}` } });
});

test("a service that there is not fails the stage, named and for good; so does one of another workspace", async () => {
  const failure = { code: "unknown_service", message: "There is no service crm", retryable: false };
  expect(await call("users")).toEqual({ kind: "failed", failure });
  await register();
  expect(await call("users", {}, randomUUID())).toEqual({ kind: "failed", failure });
  expect(server.seen).toEqual([]);
});

test("a secret that cannot be opened, or that no header can carry, fails the stage and is named", async () => {
  await register();
  await pool.query("update secret set sealed = 'v2.AAAA.a.b.c' where workspace_id = $1", [workspaceId]);
  expect(await call("users")).toMatchObject({
    failure: { code: "secret_unreadable", message: expect.stringContaining("API_KEY"), retryable: false },
  });
  await setSecret({ pool, secretBox }, workspaceId, { name: "API_KEY", value: "two\nlines" }, "somebody");
  expect(await call("users")).toMatchObject({
    failure: { code: "bad_secret", message: expect.stringContaining("API_KEY"), retryable: false },
  });
  expect(server.seen).toEqual([]);
});

test("a stage cannot set the header that its service sets", async () => {
  await register();
  expect(await call("users", { headers: { Authorization: "Bearer mine" } })).toMatchObject({
    failure: { code: "bad_header", message: expect.stringContaining("authorization"), retryable: false },
  });
  expect(server.seen).toEqual([]);
});

test("another value is sent from the next attempt on", async () => {
  await register();
  await call("users");
  await setSecret({ pool, secretBox }, workspaceId, { name: "API_KEY", value: "the-next" }, "somebody");
  await call("users");
  expect(server.seen[1]?.headers.authorization).toBe("Bearer the-next");
});

test("a service that takes longer than its own limit is a failure that may pass", async () => {
  await register(bearer, { timeoutMs: 100 });
  expect(await call("silent")).toMatchObject({ failure: { code: "timeout", retryable: true } });
});

test("a token that client credentials give is sent, asked anew when it is refused early, and taken out like the secret", async () => {
  const seen: string[] = [];
  let made = 0;
  const guarded = await testServer((request, response) => {
    response.setHeader("content-type", "application/json");
    const { authorization = "" } = request.headers;
    if (request.url === "/token") {
      seen.push("token");
      response.end(JSON.stringify({ access_token: `token-${++made}`, expires_in: 3600 }));
      return;
    }
    seen.push(authorization);
    // Taken back once it was used.
    const isRefused = authorization === "Bearer token-1" && seen.length > 2;
    response.writeHead(isRefused ? 401 : 200).end(JSON.stringify({ sent: authorization }));
  });
  try {
    const auth = { type: "oauth2", tokenUrl: `${guarded.url}/token`, clientId: "heddle", secret: "API_KEY" } as const;
    await register(auth, { baseUrl: guarded.url });
    for (let time = 0; time < 3; time++)
      expect(await call("users")).toMatchObject({ output: { body: { sent: `Bearer ${HIDDEN}` } } });
    expect(seen).toEqual(["token", "Bearer token-1", "Bearer token-1", "token", "Bearer token-2", "Bearer token-2"]);
    expect(await uses()).toHaveLength(3);
  } finally {
    guarded.close();
  }
});

test("a service on a private address is refused as any other address is", async () => {
  const services = createServiceCalls(createServices({ db: pool, secretBox, outbound: { hosts: [], cidrs: [] } }));
  await register();
  const guarded = httpHandler({ outbound: { hosts: [], cidrs: [] }, services });
  const outcome = await guarded({ service: "crm", url: "users" }, null, {
    signal: AbortSignal.timeout(20_000),
    begin: () => {},
    workspaceId,
    runId: 1,
    taskId: 1,
    attempt: 1,
    evaluate: async (template: unknown) => template,
  } as unknown as AttemptContext);
  expect(outcome).toMatchObject({ failure: { code: "blocked_address", retryable: false } });
  expect(server.seen).toEqual([]);
});
