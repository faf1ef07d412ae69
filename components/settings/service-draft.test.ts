import { expect, test } from "vitest";
import { draftOf, EMPTY_DRAFT, placeOf, readDraft, type ServiceDraft } from "#components/settings/service-draft.ts";
import type { NewService, ServiceView } from "#core/service.ts";

const draft: ServiceDraft = { ...EMPTY_DRAFT, name: "crm", baseUrl: "https://api.example.org", secret: "API_KEY" };
const stored = (service: NewService): ServiceView => ({
  ...service,
  methods: 0,
  version: 1,
  createdBy: "",
  createdAt: "",
  changedBy: "",
  changedAt: "",
});

test.each<NewService["auth"]>([
  { type: "none" },
  { type: "bearer", secret: "API_KEY" },
  { type: "basic", username: "heddle", secret: "API_KEY" },
  { type: "header", name: "X-Api-Key", secret: "API_KEY" },
  { type: "oauth2", tokenUrl: "https://id.example.org/token", clientId: "heddle", secret: "API_KEY" },
  { type: "oauth2", tokenUrl: "https://id.example.org/token", clientId: "heddle", secret: "API_KEY", scope: "read" },
])("a stored service with $type comes out of its form as it went in", (auth) => {
  const service = {
    name: "crm",
    kind: "http",
    baseUrl: "https://api.example.org",
    auth,
    timeoutMs: 1_500,
    limits: {},
  } as const;
  expect(readDraft(draftOf(stored(service)))).toEqual({ service });
});

test("limits come out of the form as they went in, and one attempt is no limit", () => {
  const service = {
    name: "crm",
    kind: "mcp",
    baseUrl: "https://api.example.org",
    auth: { type: "none" },
    limits: {
      concurrency: 4,
      rate: { calls: 30, per: "minute" },
      retry: { maxAttempts: 3, backoffMs: 500, statuses: [429, 503] },
    },
  } as const;
  const typed = draftOf(
    stored({ ...service, limits: { ...service.limits, retry: { ...service.limits.retry, statuses: [429, 503] } } }),
  );
  expect(readDraft(typed)).toEqual({ service });
  expect(readDraft({ ...typed, attempts: "1", concurrency: "", rate: " " })).toMatchObject({ service: { limits: {} } });
});

test("an OpenAPI service may leave its address to its document; others have none", () => {
  const openapi: ServiceDraft = { ...draft, kind: "openapi", document: "openapi: 3.1.0", baseUrl: "" };
  const read = readDraft(openapi);
  expect(read).toMatchObject({ service: { kind: "openapi", document: "openapi: 3.1.0" } });
  expect("service" in read && read.service).not.toHaveProperty("baseUrl");
  expect(readDraft({ ...openapi, kind: "http" })).toMatchObject({ errors: { baseUrl: expect.any(String) } });
  expect(readDraft({ ...openapi, document: " " })).toMatchObject({ errors: { baseUrl: expect.any(String) } });
});

test("blanks around what is typed do not matter, and no limit is none", () => {
  expect(readDraft({ ...draft, name: " crm ", baseUrl: " https://api.example.org ", timeout: " " })).toEqual({
    service: {
      name: "crm",
      kind: "http",
      baseUrl: "https://api.example.org",
      auth: { type: "bearer", secret: "API_KEY" },
      limits: {},
    },
  });
});

test.each<[Partial<ServiceDraft>, string]>([
  [{ name: "My CRM" }, "name"],
  [{ baseUrl: "api.example.org" }, "baseUrl"],
  [{ secret: "" }, "secret"],
  [{ type: "basic", username: "" }, "username"],
  [{ type: "header", header: "X Key" }, "header"],
  [{ type: "oauth2", tokenUrl: "x", clientId: "y" }, "tokenUrl"],
  [{ type: "oauth2", tokenUrl: "https://x.example", clientId: "" }, "clientId"],
  [{ timeout: "soon" }, "timeout"],
  [{ timeout: "0" }, "timeout"],
  [{ concurrency: "many" }, "concurrency"],
  [{ rate: "0" }, "rate"],
  [{ attempts: "11" }, "attempts"],
  [{ attempts: "3", backoff: "" }, "backoff"],
  [{ attempts: "3", statuses: "429, 200" }, "statuses"],
])("what is wrong is said at its field: %j", (change, field) => {
  const read = readDraft({ ...draft, ...change });
  expect(Object.keys("errors" in read ? read.errors : {})).toEqual([field]);
});

test("what the API refuses stands at its field, too", () => {
  expect(placeOf("service.auth.secret", draft)).toBe("secret");
  expect(placeOf("service.auth.name", draft)).toBe("header");
  expect(placeOf("service.name", draft)).toBe("name");
  expect(placeOf("service.document", draft)).toBe("document");
  expect(placeOf("service.limits.rate.calls", draft)).toBe("rate");
  expect(placeOf("service.limits.retry.statuses.0", draft)).toBe("statuses");
  expect(placeOf("version", draft)).toBeNull();
  expect(placeOf(null, draft)).toBeNull();
});
