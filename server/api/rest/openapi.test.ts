import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { docsPage } from "#server/api/rest/docs-page.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { restClient } from "#server/testing/rest-client.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name?: string; in?: string; required?: boolean }[];
  responses: Record<string, unknown>;
}
type Paths = Record<string, Record<string, Operation>>;

test("the document is served to anybody, and a public validator finds nothing wrong with it", async () => {
  const { status, body } = await restClient(url, null)("GET", "/openapi.json");
  const found = await new Validator().validate(body);

  expect(status).toBe(200);
  expect(found.errors).toBeUndefined();
  expect(found).toMatchObject({ valid: true });
  expect(body).toMatchObject({ openapi: "3.1.0", servers: [{ url: "http://heddle.test/api/v1" }] });
});

test("the document names what every address takes, and every operation by a name of its own", () => {
  const paths = openApiDocument(restDoors(), "http://heddle.test").paths as Paths;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );
  for (const { path, parameters = [] } of operations)
    expect(parameters.filter((one) => one.in === "path").map(({ name }) => `{${name}}`)).toEqual(
      path.match(/\{\w+\}/g) ?? [],
    );
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(paths["/runs"]?.post).toMatchObject({
    operationId: "runsStart",
    responses: { 202: {}, default: { $ref: "#/components/responses/Refusal" } },
  });
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(["/runs/{runId}/events", "/hooks/{id}", "/tasks/{handle}", "/secrets/{name}"]),
  );
});

test("what the document says of answers is what is answered", async () => {
  const home = await newWorkspace(services);
  const { secret } = await callerFor(services, await home.as("owner")).keys.create({
    name: "test",
    role: "owner",
    scopes: [...SCOPES],
  });
  const ask = restClient(url, secret);
  const { runId, reviewId, workflow } = await gatedRun(services, home, "rest.told");
  const asked: Record<string, [path: string, body?: unknown]> = {
    "runs.list": ["/runs"],
    "runs.read": [`/runs/${runId}`],
    "runs.follow": [`/runs/${runId}/follow`],
    "runs.tasks": [`/runs/${runId}/tasks`],
    "runs.artifacts": [`/runs/${runId}/artifacts`],
    "reviews.list": ["/reviews"],
    "reviews.get": [`/reviews/${reviewId}`],
    "runs.start": ["/runs", { workflow, input: { id: "x" } }],
    "runs.startMany": ["/runs/many", { workflow, inputs: [{ id: "y" }] }],
    "batches.submit": ["/batches", { workflow, items: [{ id: "z" }] }],
    "keys.create": ["/keys", { name: "other", role: "viewer" }],
    "invitations.create": ["/invitations", { email: "guest@example.org", role: "viewer" }],
    "runs.cancel": [`/runs/${runId}/cancel`, {}],
  };
  const told = restDoors().filter(({ answer }) => answer !== null);
  for (const { procedure, method, answer } of told) {
    // A completed base run needs a worker: the example of the licenses has one.
    if (procedure === "runs.update") continue;
    const [path, body] = asked[procedure] ?? [procedure];
    const { body: answered } = await ask(method, path, body === undefined ? {} : { body });
    expect(answer?.safeParse(answered).error, procedure).toBeUndefined();
  }
});

test("the reference page shows every address without a script, and takes nothing as HTML", async () => {
  const document = openApiDocument(restDoors(), "http://heddle.test") as { paths: Paths };
  const list = document.paths["/runs"]?.get;
  if (list) list.summary = "<script>alert(1)</script>";
  const page = docsPage(document);
  const html = await page.text();

  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
  expect(html).not.toContain("<script");
  for (const path of Object.keys(document.paths)) expect(html).toContain(`</b> ${path}</code>`);
});
