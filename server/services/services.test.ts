import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { FETCH } from "#core/service-method.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let editor: Caller;
beforeEach(async () => {
  home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
  await editor.secrets.set({ name: "API_KEY", value: "a secret value" });
});

const SERVICE = {
  name: "crm",
  baseUrl: "https://api.example.org/v1",
  auth: { type: "bearer", secret: "API_KEY" },
  timeoutMs: 5_000,
} as const;

test("a service is told with the name of its secret, and counts its changes", async () => {
  expect(await editor.services.save({ service: SERVICE })).toEqual({ name: "crm", version: 1, leftOut: [] });
  const { by } = await home.as("editor");
  expect(await editor.services.list()).toEqual([
    {
      ...SERVICE,
      kind: "http",
      limits: {},
      methods: 0,
      version: 1,
      createdBy: by,
      createdAt: expect.any(String),
      changedBy: by,
      changedAt: expect.any(String),
    },
  ]);

  const { timeoutMs: _, ...rest } = SERVICE;
  const changed = { ...rest, auth: { type: "none" } } as const;
  expect(await editor.services.save({ service: changed, version: 1 })).toEqual({
    name: "crm",
    version: 2,
    leftOut: [],
  });
  const got = await editor.services.get({ name: "crm" });
  expect(got).toMatchObject({ auth: { type: "none" }, version: 2 });
  expect(got).not.toHaveProperty("timeoutMs");
  await editor.services.delete({ name: "crm" });
  expect(await editor.services.list()).toEqual([]);
  await expect(editor.services.get({ name: "crm" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  { type: "basic", username: "heddle", secret: "API_KEY" },
  { type: "header", name: "X-Api-Key", secret: "API_KEY" },
  {
    type: "oauth2",
    tokenUrl: "https://id.example.org/token",
    clientId: "heddle",
    secret: "API_KEY",
    scope: "read write",
  },
] as const)("it may know its callers by $type", async (auth) => {
  await editor.services.save({ service: { ...SERVICE, auth } });
  expect((await editor.services.get({ name: "crm" })).auth).toEqual(auth);
});

test("what was changed meanwhile, or is there already, is not overwritten", async () => {
  await editor.services.save({ service: SERVICE });
  await editor.services.save({ service: SERVICE, version: 1 });
  await expect(editor.services.save({ service: SERVICE, version: 1 })).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { field: "version" },
  });
  await expect(editor.services.save({ service: SERVICE })).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { field: "service.name" },
  });
  await expect(editor.services.save({ service: { ...SERVICE, name: "gone" }, version: 1 })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test.each(["http", "time", "heddle"])("%s comes with Heddle: no service is registered under its name", async (name) => {
  await expect(editor.services.save({ service: { ...SERVICE, name } })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "service.name" },
  });
});

test("a secret that there is not is refused, in another workspace too", async () => {
  const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
  for (const attempt of [
    () => editor.services.save({ service: { ...SERVICE, auth: { type: "bearer", secret: "NO_KEY" } } }),
    () => stranger.services.save({ service: SERVICE }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "BAD_REQUEST", cause: { field: "service.auth.secret" } });
});

const bearer = { type: "bearer", secret: "API_KEY" };
const oauth = { type: "oauth2", tokenUrl: "https://id.example.org/token", clientId: "x", secret: "API_KEY" };
test.each([
  ["service.name", { name: "CRM" }],
  ["service.name", { name: "my-crm" }],
  ["service.name", { name: "1crm" }],
  ["service.name", { name: "c".repeat(65) }],
  ["service.baseUrl", { baseUrl: "api.example.org" }],
  ["service.baseUrl", { baseUrl: "ftp://api.example.org" }],
  ["service.baseUrl", { baseUrl: "https://user:word@api.example.org" }],
  ["service.baseUrl", { baseUrl: "https://api.example.org/?key=1" }],
  ["service.baseUrl", { baseUrl: `https://api.example.org/${"x".repeat(2_048)}` }],
  ["service.auth.secret", { auth: { ...bearer, secret: "api_key" } }],
  ["service.auth", { auth: { ...bearer, token: "in the clear" } }],
  ["service.auth.type", { auth: { type: "digest", secret: "API_KEY" } }],
  ["service.auth.username", { auth: { type: "basic", username: "a:b", secret: "API_KEY" } }],
  ["service.auth.username", { auth: { type: "basic", username: "a\nb", secret: "API_KEY" } }],
  ["service.auth.name", { auth: { type: "header", name: "X Key", secret: "API_KEY" } }],
  ["service.auth.name", { auth: { type: "header", name: "X-Key\r\nX-B", secret: "API_KEY" } }],
  ["service.auth.name", { auth: { type: "header", name: "Host", secret: "API_KEY" } }],
  ["service.auth.tokenUrl", { auth: { ...oauth, tokenUrl: "file:///etc/passwd" } }],
  ["service.auth.clientId", { auth: { ...oauth, clientId: "" } }],
  ["service.timeoutMs", { timeoutMs: 0 }],
  ["service.timeoutMs", { timeoutMs: 1.5 }],
  ["service", { extra: 1 }],
])("a wrong %s is refused with the field: %j", async (field, change) => {
  const error: unknown = await editor.services
    .save({ service: { ...SERVICE, ...change } as typeof SERVICE })
    .catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ code: "BAD_REQUEST" });
  const { issues } = (error as { cause: { issues: { path: string[] }[] } }).cause;
  expect(issues.map(({ path }) => path.join("."))).toContain(field);
  expect(await editor.services.list()).toEqual([]);
});

test("the database, too, keeps a service from naming another secret than its column says", async () => {
  await editor.services.save({ service: SERVICE });
  await expect(
    services.pool.query("update service set secret = null where workspace_id = $1", [home.workspaceId]),
  ).rejects.toThrow("service_names_its_secret");
});

const calling = (service: string, url = "users") =>
  Definition.parse({
    heddle: 1,
    name: "calls.it",
    stages: [{ id: "a", kind: "http", config: { service, url } }],
  });

test("a stage that asks a model needs its service, and says what to set", async () => {
  const asking = (config: object) =>
    Definition.parse({
      heddle: 1,
      name: "asks.it",
      stages: [{ id: "a", kind: "llm", config: { model: "small", prompt: "Hello", ...config } }],
    });
  await editor.workflows.create({ name: "asks.it", title: "" });
  const saved = await editor.workflows.saveDraft({ name: "asks.it", revision: 1, definition: asking({}) });
  expect(saved.problems).toMatchObject([
    {
      code: "unknown_service",
      message: expect.stringMatching(/no service llm; .* OpenAI-compatible endpoint and its key$/),
    },
  ]);
  await editor.services.save({ service: { ...SERVICE, auth: { type: "none" } } });
  const named = await editor.workflows.saveDraft({
    name: "asks.it",
    revision: saved.revision,
    definition: asking({ service: SERVICE.name }),
  });
  expect(named.problems).toEqual([]);
});

test("a workflow that names a service that there is not is refused at publish, and names the stage", async () => {
  await editor.workflows.create({ name: "calls.it", title: "" });
  const saved = await editor.workflows.saveDraft({ name: "calls.it", revision: 1, definition: calling("crm") });
  expect(saved.problems).toEqual([
    {
      code: "unknown_service",
      message: "Stage a: config.service: there is no service crm; an editor adds it in the settings",
      path: ["stages", 0, "config", "service"],
      stageId: "a",
    },
  ]);
  await expect(editor.workflows.publish({ name: "calls.it", revision: saved.revision })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "definition.stages.0.config.service" },
  });
  const stranger = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await stranger.services.save({ service: { ...SERVICE, auth: { type: "none" } } });
  await expect(editor.workflows.publish({ name: "calls.it", revision: saved.revision })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  await editor.services.save({ service: SERVICE });
  expect(await editor.workflows.publish({ name: "calls.it", revision: saved.revision })).toMatchObject({ version: 1 });
});

test("a path that leaves its service is refused at publish", async () => {
  await editor.services.save({ service: SERVICE });
  await editor.workflows.create({ name: "calls.it", title: "" });
  let revision = 1;
  for (const url of ["https://evil.example/", "../admin", "//evil.example"]) {
    const saved = await editor.workflows.saveDraft({ name: "calls.it", revision, definition: calling("crm", url) });
    revision = saved.revision;
    expect(saved.problems).toMatchObject([{ code: "config", path: ["stages", 0, "config", "url"], stageId: "a" }]);
    await expect(editor.workflows.publish({ name: "calls.it", revision })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  }
});

test("what code can call of a web service is one method, fetch", async () => {
  await editor.services.save({ service: SERVICE });
  expect(await editor.services.methods({ name: "crm" })).toEqual({
    service: "crm",
    kind: "http",
    describedAt: null,
    methods: [FETCH],
  });
  await expect(editor.services.methods({ name: "gone" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("what it speaks is for good", async () => {
  await editor.services.save({ service: SERVICE });
  await expect(editor.services.save({ service: { ...SERVICE, kind: "mcp" }, version: 1 })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "service.kind" },
  });
});
