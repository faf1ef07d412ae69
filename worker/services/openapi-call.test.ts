import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceAuth } from "#core/service.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { listUses } from "#server/secrets/list-secrets.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { registerService } from "#server/services/register-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import type { Caller } from "#worker/services/host-service.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";

const { pool } = await testDatabase();
const secretBox = createSecretBox("a secret for tests that is long enough");
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const expressions = createExpressionPool({ threads: 1 });
const callService = httpService({
  outbound,
  open: createServices({ db: pool, secretBox, outbound }),
  db: pool,
  schemas: expressions,
});

const VALUE = "sk-se/cret";
let workspaceId: string;
let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer(({ url = "", headers }, response) => {
    if (url.includes("missing")) return void response.writeHead(404).end(`no pet for ${headers.authorization}`);
    if (url.includes("silent")) return void response.writeHead(204).end();
    if (url.includes("plain")) return void response.setHeader("content-type", "text/plain").end("Rex");
    response.setHeader("content-type", "application/json").end(JSON.stringify({ url, auth: headers.authorization }));
  });
});
beforeEach(async () => {
  workspaceId = randomUUID();
  server.seen.length = 0;
  await setSecret({ pool, secretBox }, workspaceId, { name: "KEY", value: VALUE }, "somebody");
});
afterAll(() => {
  server.close();
  expressions.close();
});

const get = (parameters: unknown[], more = {}) => ({
  get: { operationId: "pets.get", parameters, responses: {}, ...more },
});
const PATH = { name: "id", in: "path", required: true, schema: {} };

async function register(paths: unknown, auth: ServiceAuth = { type: "none" }) {
  const document = JSON.stringify({ openapi: "3.1.0", paths });
  const service = {
    name: "petstore",
    kind: "openapi",
    baseUrl: `${server.url}/v1`,
    auth,
    limits: {},
    document,
  } as const;
  return registerService({ pool, secretBox, outbound }, workspaceId, { service, version: null }, "somebody");
}

const call = (method: string, args: unknown) =>
  callService({
    service: "petstore",
    method,
    args,
    caller: { workspaceId, runId: 1, taskId: 2, attempt: 1, signal: AbortSignal.timeout(20_000) } as Caller,
    id: 1,
    idempotencyKey: "task-2-1-call-1",
  });

test("code gets the body of the answer, and the credential is sent and taken out", async () => {
  await register({ "/pets/{id}": get([PATH]) }, { type: "bearer", secret: "KEY" });
  expect(await call("pets.get", { id: 5 })).toEqual({ url: "/v1/pets/5", auth: "Bearer [secret KEY]" });
  expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${VALUE}`);
  expect((await listUses(pool, workspaceId, { name: "KEY", limit: 10 })).rows).toMatchObject([
    { service: "petstore", runId: 1, taskId: 2 },
  ]);
  expect(await call("pets.get", { id: "silent" })).toBeNull();
  expect(await call("pets.get", { id: "plain" })).toBe("Rex");
});

test("a status that is not good is thrown, with what the service said", async () => {
  await register({ "/pets/{id}": get([PATH]) }, { type: "bearer", secret: "KEY" });
  await expect(call("pets.get", { id: "missing" })).rejects.toMatchObject({
    code: "http_status",
    message: "petstore.pets.get: answered with status 404: no pet for Bearer [secret KEY]",
  });
});

test.each([
  [{ name: "q", in: "query" }, "a b&c=d/é", "?q=a%20b%26c%3Dd%2F%C3%A9"],
  [{ name: "q", in: "query" }, ["a", "b"], "?q=a&q=b"],
  [{ name: "q", in: "query", explode: false }, ["a,b", "c"], "?q=a%2Cb,c"],
  [{ name: "q", in: "query", explode: false }, [], ""],
  [{ name: "q", in: "query", style: "spaceDelimited", explode: false }, ["a", "b"], "?q=a%20b"],
  [{ name: "q", in: "query", style: "pipeDelimited", explode: false }, ["a", "b"], "?q=a%7Cb"],
  [{ name: "q", in: "query", style: "deepObject" }, { a: 1, b: [2] }, "?q[a]=1&q[b]=%5B2%5D"],
  [{ name: "q", in: "query" }, { a: 1, b: 2 }, "?a=1&b=2"],
  [{ name: "q", in: "query", explode: false }, { a: 1, b: 2 }, "?q=a,1,b,2"],
  [{ name: "q", in: "query", content: { "application/json": {} } }, { a: [1] }, "?q=%7B%22a%22%3A%5B1%5D%7D"],
  [{ name: "$q&", in: "query" }, null, "?%24q%26="],
])("a query parameter %j with %j is written as OpenAPI says", async (parameter, value, query) => {
  await register({ "/pets": get([{ schema: {}, ...parameter }]) });
  await call("pets.get", { [parameter.name]: value });
  expect(server.seen[0]?.path).toBe(`/v1/pets${query}`);
});

test.each([
  [{}, "a/b ü?#", "/v1/pets/a%2Fb%20%C3%BC%3F%23"],
  [{}, ["a", "b/c"], "/v1/pets/a,b%2Fc"],
  [{}, { a: 1, b: 2 }, "/v1/pets/a,1,b,2"],
  [{ explode: true }, { a: 1, b: 2 }, "/v1/pets/a=1,b=2"],
  [{}, "50%", "/v1/pets/50%25"],
  [{}, "$&{id}", "/v1/pets/%24%26%7Bid%7D"],
])("a path parameter %j with %j is encoded", async (more, value, path) => {
  await register({ "/pets/{id}": get([{ ...PATH, ...more }]) });
  await call("pets.get", { id: value });
  expect(server.seen[0]?.path).toBe(path);
});

test.each([
  ["..", "bad_input"],
  [".", "bad_input"],
  ["", "bad_input"],
  ["../../admin", "bad_path"],
  ["%2e%2e/admin", "bad_path"],
  ["..%2fadmin", "bad_path"],
  ["a\\..\\..\\b", "bad_path"],
])("a path parameter never leaves its place: %j is refused, and nothing is sent", async (id, code) => {
  await register({ "/pets/{id}": get([PATH]) });
  await expect(call("pets.get", { id })).rejects.toMatchObject({ code });
  expect(server.seen).toEqual([]);
});

test("arguments that do not fit are refused by name, and nothing is sent", async () => {
  await register({
    "/pets/{id}": get([
      { ...PATH, schema: { type: "integer" } },
      { name: "q", in: "query", schema: {} },
    ]),
  });
  for (const [args, message] of [
    [{}, "petstore.pets.get: id is missing"],
    [undefined, "petstore.pets.get: id is missing"],
    [{ id: "x" }, /^petstore\.pets\.get: id /],
    [{ id: 1, other: 2 }, "petstore.pets.get: other is not expected"],
    ["text", /^petstore\.pets\.get: The value /],
    [[1], /^petstore\.pets\.get: The value /],
    [JSON.parse('{"id":1,"__proto__":{"q":1}}'), /__proto__/],
  ] as const)
    await expect(call("pets.get", args)).rejects.toMatchObject({
      code: "bad_input",
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
    });
  expect(server.seen).toEqual([]);
});

test("headers are sent as given; what no header can carry is refused, and the credential cannot be set", async () => {
  await register(
    {
      "/pets": get([
        { name: "X-Trace", in: "header", schema: {} },
        { name: "X-Key", in: "header", schema: {} },
      ]),
    },
    { type: "header", name: "X-Key", secret: "KEY" },
  );
  await call("pets.get", { "X-Trace": ["a", 1] });
  expect(server.seen[0]?.headers).toMatchObject({ "x-trace": "a,1", "x-key": VALUE });
  await expect(call("pets.get", { "X-Trace": "a\r\nx: y" })).rejects.toMatchObject({ code: "bad_input" });
  await expect(call("pets.get", { "X-Key": "mine" })).rejects.toMatchObject({ code: "bad_header" });
  expect(server.seen).toHaveLength(1);
});

test.each([
  ["application/json", { a: [1, "ü"] }, '{"a":[1,"ü"]}'],
  ["application/vnd.api+json", "text", '"text"'],
  [
    "application/x-www-form-urlencoded",
    { a: "x y", tags: ["1", "2"], deep: { k: "v" } },
    "a=x%20y&tags=1&tags=2&deep[k]=v",
  ],
  ["text/plain", "as it is", "as it is"],
  ["application/xml", { json: true }, '{"json":true}'],
])("a body is sent as %s, under the key of the call", async (mediaType, body, sent) => {
  const media = { encoding: { deep: { style: "deepObject" } } };
  await register({ "/pets": { post: { operationId: "pets.add", requestBody: { content: { [mediaType]: media } } } } });
  await call("pets.add", { body });
  expect(server.seen).toMatchObject([
    { method: "POST", body: sent, headers: { "content-type": mediaType, "idempotency-key": "task-2-1-call-1" } },
  ]);
});

test("a service with methods of its own can be fetched from, too; what it has not is named", async () => {
  await register({ "/pets": get([]) });
  expect(await call("fetch", { url: "other" })).toMatchObject({ status: 200, body: { url: "/v1/other" } });
  await expect(call("pets.remove", {})).rejects.toMatchObject({
    code: "unknown_method",
    message: expect.stringContaining("pets.remove"),
  });
});

test("a pattern that takes for ever costs its call alone", async () => {
  const schema = { type: "string", pattern: "^(a+)+$" };
  await register({ "/pets": get([{ name: "q", in: "query", schema }]) });
  await expect(call("pets.get", { q: `${"a".repeat(50)}!` })).rejects.toMatchObject({ code: "bad_input" });
  await call("pets.get", { q: "aaa" });
  expect(server.seen).toHaveLength(1);
});
