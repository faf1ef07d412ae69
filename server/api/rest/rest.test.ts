import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { gatedDefinition } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { type AskRest, restClient } from "#server/testing/rest-client.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let home: Workspace;
let ask: AskRest;
let gated: GatedRun;
const NAME = "rest.review";

beforeAll(async () => {
  home = await newWorkspace(services);
  const { secret } = await callerFor(services, await home.as("owner")).keys.create({
    name: "test",
    role: "owner",
    scopes: [...SCOPES],
  });
  ask = restClient(url, secret);
  gated = await gatedRun(services, home, NAME);
});

const keyOf = async (role: "viewer" | "reviewer") =>
  (await callerFor(services, await home.as("owner")).keys.create({ name: role, role, scopes: [...SCOPES] })).secret;

describe("what is declared", () => {
  test("no change stands at GET, and no two procedures at one address", () => {
    for (const { method, type, procedure } of restDoors()) if (method === "GET") expect(type, procedure).toBe("query");
    const places = restDoors().map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("runs", () => {
  test("are started with 202, read with their stages counted, and canceled once", async () => {
    const started = await ask("POST", "/runs", { body: { workflow: NAME, input: { id: "a", text: "t" } } });
    expect(started).toMatchObject({ status: 202, body: { runId: expect.any(Number) } });
    const { runId } = started.body;

    const read = await ask("GET", `/runs/${runId}`);
    expect(read).toMatchObject({
      status: 200,
      body: { id: runId, workflowName: NAME, itemId: "a", stagesSummary: { total: 2, waiting: 1, completed: 0 } },
    });
    expect(await ask("POST", `/runs/${runId}/cancel`)).toMatchObject({ status: 200, body: { status: "canceled" } });
    expect((await ask("GET", `/runs/${runId}`)).body.stagesSummary).toMatchObject({ canceled: 2 });
  });

  test("list their tasks by status and their artifacts by stage", async () => {
    const { hash, size } = await services.artifacts.put("a report");
    await services.pool.query(
      "insert into artifact (run_id, task_id, hash, name, media_type, size) values ($1, $2, $3, 'r.txt', 'text/plain', $4)",
      [gated.runId, gated.taskId, hash, size],
    );
    const tasks = await ask("GET", `/runs/${gated.runId}/tasks?status=completed`);
    const artifacts = await ask("GET", `/runs/${gated.runId}/artifacts?stageId=approve`);

    expect(tasks.body).toMatchObject({ rows: [{ stageId: "shape", status: "completed", round: 1 }], next: null });
    expect(artifacts.body).toMatchObject({ rows: [{ name: "r.txt", hash, stageId: "approve" }], next: null });
    expect((await ask("GET", `/runs/${gated.runId}/artifacts?stageId=shape`)).body.rows).toEqual([]);
    const download = await ask("GET", artifacts.body.rows[0].href.slice("/api/v1".length));
    expect(download).toMatchObject({ status: 200, body: "a report" });
  });

  test("are listed page by page", async () => {
    const first = await ask("GET", `/runs?workflow=${NAME}&limit=1`);
    const second = await ask("GET", `/runs?workflow=${NAME}&limit=1&cursor=${first.body.next}`);

    expect(first.body.rows).toHaveLength(1);
    expect(second.body.rows[0].id).toBeLessThan(first.body.rows[0].id);
  });

  test("of an unfinished base are not updated: 409", async () => {
    const answer = await ask("POST", `/runs/${gated.runId}/update`, { body: { type: "full_rebuild" } });

    expect(answer).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", details: { field: "runId", status: "awaiting_review" } } },
    });
  });
});

describe("workflows", () => {
  test("are drawn, published and read by version", async () => {
    const name = "rest.made";
    expect(await ask("POST", "/workflows", { body: { name } })).toMatchObject({ status: 201, body: { name } });
    const saved = await ask("PUT", `/workflows/${name}/draft`, {
      body: { revision: 1, definition: gatedDefinition(name) },
    });
    expect(saved).toMatchObject({ status: 200, body: { revision: 2, problems: [] } });
    expect(await ask("POST", `/workflows/${name}/publish`, { body: { revision: 2 } })).toMatchObject({
      status: 201,
      body: { version: 1 },
    });
    expect((await ask("GET", `/workflows/${name}`)).body).toMatchObject({ number: 1, definition: { name } });
    expect((await ask("GET", `/workflows/${name}?version=1`)).body).toMatchObject({ number: 1 });
    expect(await ask("GET", `/workflows/${name}?version=2`)).toMatchObject({
      status: 404,
      body: { error: { code: "not_found", details: { field: "version" } } },
    });
    expect((await ask("GET", "/workflows")).body.rows.map((row: { name: string }) => row.name)).toContain(name);
  });
});

describe("batches", () => {
  test("are submitted with 201, totaled, and stopped", async () => {
    const items = [
      { id: "1", text: "a" },
      { id: "2", text: "b" },
    ];
    const { status, body } = await ask("POST", "/batches", { body: { workflow: NAME, items } });
    expect(status).toBe(201);

    expect((await ask("GET", `/batches/${body.batchId}`)).body).toMatchObject({ runCount: 2, openCount: 2 });
    expect(await ask("POST", `/batches/${body.batchId}/stop`)).toMatchObject({ status: 200 });
    expect((await ask("GET", "/deliveries?limit=5")).body).toMatchObject({ rows: [], next: null });
  });
});

describe("reviews", () => {
  test("are listed and decided by whoever may", async () => {
    const { runId, seen } = await gatedRun(services, home, "rest.decided");
    const { reviewId, ...rest } = seen;
    const decision = { ...rest, decision: "approved", form: { risk: "low" } };
    const viewer = restClient(url, await keyOf("viewer"));
    const reviewer = restClient(url, await keyOf("reviewer"));

    const open = await viewer("GET", "/reviews");
    expect(open.body.rows.map((row: { runId: number }) => row.runId)).toContain(runId);
    expect(await viewer("POST", `/reviews/${reviewId}/decide`, { body: decision })).toMatchObject({
      status: 403,
      body: { error: { code: "forbidden" } },
    });
    expect(await reviewer("POST", `/reviews/${reviewId}/decide`, { body: decision })).toMatchObject({ status: 200 });
  });
});

describe("secrets, rules, triggers and keys", () => {
  test("are set without an answer that holds a value", async () => {
    const set = await ask("PUT", "/secrets/REST_KEY", { body: { value: "hush-hush" } });

    expect(set.status).toBe(200);
    expect(JSON.stringify([set.body, (await ask("GET", "/secrets")).body])).not.toContain("hush-hush");
    expect(await ask("DELETE", "/secrets/REST_KEY")).toMatchObject({ status: 204, body: "" });
    expect((await ask("DELETE", "/secrets/REST_KEY")).status).toBe(404);
  });

  test("are created with 201 and deleted with 204", async () => {
    const rule = await ask("POST", "/rules", { body: { type: "concurrency", fields: [], max: 9 } });
    const key = await ask("POST", "/keys", { body: { name: "ci", role: "viewer" } });

    expect(rule).toMatchObject({ status: 201, body: { id: expect.any(String) } });
    expect(key).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^hdl_/) } });
    expect((await ask("DELETE", `/rules/${rule.body.id}`)).status).toBe(204);
    expect((await ask("DELETE", `/keys/${key.body.id}`)).status).toBe(204);
    expect((await restClient(url, key.body.secret)("GET", "/runs")).status).toBe(401);
  });
});

describe("who asks", () => {
  test("is told 401 without a key, in the shape of every refusal", async () => {
    const answer = await restClient(url, null)("GET", "/runs");

    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: { code: "unauthorized", message: expect.any(String) } });
  });

  test("finds nothing of another workspace", async () => {
    const other = await newWorkspace(services);
    const { secret } = await callerFor(services, await other.as("owner")).keys.create({
      name: "x",
      role: "owner",
      scopes: [...SCOPES],
    });
    const stranger = restClient(url, secret);

    expect((await stranger("GET", `/runs/${gated.runId}`)).status).toBe(404);
    expect((await stranger("GET", `/runs/${gated.runId}/tasks`)).status).toBe(404);
    expect((await stranger("GET", "/runs")).body.rows).toEqual([]);
  });
});
