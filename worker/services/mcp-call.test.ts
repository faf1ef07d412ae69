import { randomUUID } from "node:crypto";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { ServiceAuth } from "#core/service.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { listUses } from "#server/secrets/list-secrets.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { refreshMethods, registerService } from "#server/services/register-service.ts";
import { listMethods } from "#server/services/stored-methods.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { Caller } from "#worker/services/host-service.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";

const { pool } = await testDatabase();
const secretBox = createSecretBox("a secret for tests that is long enough");
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const deps = { pool, secretBox, outbound };
const expressions = createExpressionPool({ threads: 1 });
const callService = httpService({
  outbound,
  open: createServices({ db: pool, secretBox, outbound }),
  db: pool,
  schemas: expressions,
});

const VALUE = "sk-secret-of-the-tools";
let workspaceId: string;
let server: Awaited<ReturnType<typeof testServer>>;
let hasMore = false;

/** The tools of a small server; one is added when `hasMore`. */
function tools(authorization: string): McpServer {
  const mcp = new McpServer({ name: "weather", version: "1" });
  mcp.registerTool(
    "forecast",
    {
      description: "The weather of a day\nin a city",
      inputSchema: { city: z.string().min(1), days: z.int().optional() },
      outputSchema: { city: z.string(), celsius: z.number() },
    },
    ({ city }) => ({ content: [{ type: "text", text: "mild" }], structuredContent: { city, celsius: 21 } }),
  );
  mcp.registerTool("whoami", {}, () => ({ content: [{ type: "text", text: `you are ${authorization}` }] }));
  mcp.registerTool("picture", {}, () => ({
    content: [{ type: "image", data: Buffer.from("x").toString("base64"), mimeType: "image/png" }],
  }));
  mcp.registerTool("broken", {}, () => ({
    isError: true,
    content: [{ type: "text", text: `it broke for ${authorization}` }],
  }));
  if (hasMore) mcp.registerTool("more", {}, () => ({ content: [] }));
  return mcp;
}

beforeAll(async () => {
  server = await testServer(async (request, response) => {
    const { authorization = "" } = request.headers;
    if (request.url === "/moved") return void response.writeHead(307, { location: "http://localhost:1/mcp" }).end();
    if (request.url !== "/mcp" || authorization !== `Bearer ${VALUE}`) return void response.writeHead(401).end("no");
    const transport = new StreamableHTTPServerTransport({});
    await tools(authorization).connect(transport as Parameters<McpServer["connect"]>[0]);
    await transport.handleRequest(request, response, JSON.parse(server.seen.at(-1)?.body || "null"));
  });
});
beforeEach(async () => {
  workspaceId = randomUUID();
  hasMore = false;
  server.seen.length = 0;
  await setSecret({ pool, secretBox }, workspaceId, { name: "KEY", value: VALUE }, "somebody");
});
afterAll(() => {
  server.close();
  expressions.close();
});

const bearer: ServiceAuth = { type: "bearer", secret: "KEY" };
const register = (more: { auth?: ServiceAuth; baseUrl?: string } = {}) =>
  registerService(
    deps,
    workspaceId,
    {
      service: { name: "weather", kind: "mcp", baseUrl: `${server.url}/mcp`, auth: bearer, limits: {}, ...more },
      version: null,
    },
    "anna",
  );

const call = (method: string, args: unknown, signal = AbortSignal.timeout(20_000)) =>
  callService({
    service: "weather",
    method,
    args,
    caller: { workspaceId, runId: 1, taskId: 2, attempt: 1, signal } as Caller,
    id: 1,
    idempotencyKey: "task-2-1-call-1",
  });

test("its tools become methods when it is registered, and the use of its secret is on record", async () => {
  await register();
  const { methods, kind, describedAt } = await listMethods(pool, workspaceId, "weather");
  expect(kind).toBe("mcp");
  expect(describedAt).toEqual(expect.any(String));
  expect(methods.map(({ name }) => name)).toEqual(["forecast", "whoami", "picture", "broken"]);
  expect(methods[0]).toMatchObject({
    summary: "The weather of a day",
    args: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    result: { type: "object", properties: { celsius: { type: "number" } } },
  });
  expect((await listUses(pool, workspaceId, { name: "KEY", limit: 10 })).rows).toMatchObject([
    { service: "weather", by: "anna", runId: null },
  ]);
});

test("they are asked for anew by hand", async () => {
  await register();
  hasMore = true;
  expect(await refreshMethods(deps, workspaceId, "weather", "anna")).toEqual({ name: "weather", methods: 5 });
  const { methods } = await listMethods(pool, workspaceId, "weather");
  expect(methods.map(({ name }) => name)).toContain("more");
});

test("code gets the structured content, else the text, else the contents; the secret is taken out", async () => {
  await register();
  expect(await call("forecast", { city: "Graz" })).toEqual({ city: "Graz", celsius: 21 });
  expect(await call("whoami", undefined)).toBe("you are Bearer [secret KEY]");
  expect(await call("picture", {})).toEqual([{ type: "image", data: "eA==", mimeType: "image/png" }]);
  const keys = server.seen
    .filter(({ body }) => body.includes("tools/call"))
    .map(({ headers }) => headers["idempotency-key"]);
  expect(new Set(keys)).toEqual(new Set(["task-2-1-call-1"]));
});

test("a tool that fails is thrown, with what it said", async () => {
  await register();
  await expect(call("broken", {})).rejects.toMatchObject({
    code: "tool_failed",
    message: "weather.broken: it broke for Bearer [secret KEY]",
  });
});

test("arguments that do not fit are refused by name, and nothing is sent", async () => {
  await register();
  server.seen.length = 0;
  await expect(call("forecast", { days: 2 })).rejects.toMatchObject({
    code: "bad_input",
    message: "weather.forecast: city is missing",
  });
  await expect(call("gone", {})).rejects.toMatchObject({ code: "unknown_method" });
  await expect(call("fetch", { url: "/" })).rejects.toMatchObject({ code: "unknown_method" });
  expect(server.seen).toEqual([]);
});

test("a server that does not let in, or is none, is not registered, and the address is blamed", async () => {
  const blames = { code: "bad_input", field: "service.baseUrl" };
  await expect(register({ auth: { type: "none" } })).rejects.toMatchObject({
    ...blames,
    message: expect.stringContaining("status 401"),
  });
  await expect(register({ baseUrl: "http://127.0.0.1:1/mcp" })).rejects.toMatchObject(blames);
  await expect(register({ baseUrl: `${server.url}/moved` })).rejects.toMatchObject({
    ...blames,
    message: expect.stringContaining("localhost"),
  });
  await expect(register({ auth: { type: "bearer", secret: "NO_KEY" } })).rejects.toMatchObject({
    code: "bad_input",
    field: "service.auth.secret",
  });
  await expect(listMethods(pool, workspaceId, "weather")).rejects.toMatchObject({ code: "not_found" });
});

test("a server on a private address is refused as any other address is", async () => {
  const service = { name: "weather", kind: "mcp", baseUrl: `${server.url}/mcp`, auth: bearer, limits: {} } as const;
  const guarded = { ...deps, outbound: { hosts: [], cidrs: [] } };
  await expect(registerService(guarded, workspaceId, { service, version: null }, "anna")).rejects.toMatchObject({
    message: expect.stringContaining("HEDDLE_ALLOW_HOSTS"),
  });
  expect(server.seen).toEqual([]);
});

test("who is told to stop gets no answer", async () => {
  await register();
  await expect(call("forecast", { city: "Graz" }, AbortSignal.abort())).rejects.toMatchObject({ code: "timeout" });
});
