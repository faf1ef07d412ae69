import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { docsPage } from "#server/api/rest/docs-page.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { ADDRESS_HEADER } from "#server/auth/caller-address.ts";
import { gatedDefinition } from "#server/testing/definitions.ts";
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

test("nobody asks for the document again and again: an address is told to wait, and others are not", async () => {
  const from = (address: string) => fetch(`${url}/api/v1/openapi.json`, { headers: { [ADDRESS_HEADER]: address } });
  const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await from("192.0.2.1")).status));
  const [refused, other] = [await from("192.0.2.1"), await from("192.0.2.2")];

  expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429]);
  expect([refused.status, other.status]).toEqual([429, 200]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
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

/** The areas of procedures whose answers the document tells of, all of them. Those that it tells of next are added here. */
const TOLD =
  /^(runs|workflows|reviews|batches|items|deliveries|rules|secrets|signing|cache|people|keys|functions|trials|triggers|services|events|notifications|invitations)\./;

test("the document says what every door of these areas answers", () => {
  const without = restDoors().filter(({ answer, status }) => answer === null && status !== 204);

  expect(without.map(({ procedure }) => procedure).filter((procedure) => TOLD.test(procedure))).toEqual([]);
});

const RULE = { type: "concurrency", fields: [], max: 100 };

/** Doors that need a worker, a follow-up that has failed or a server of tools to succeed; the examples have them. */
const NEEDING_MORE = ["runs.update", "runs.previewUpdate", "runs.retrySpawn", "services.refresh"];

// It asks most doors, one after another.
test("what the document says of answers is what is answered", async () => {
  const home = await newWorkspace(services);
  const { secret } = await callerFor(services, await home.as("owner")).keys.create({
    name: "test",
    role: "owner",
    scopes: [...SCOPES],
  });
  const ask = restClient(url, secret);
  const { runId, taskId, reviewId, workflow } = await gatedRun(services, home, "rest.told");
  const other = await gatedRun(services, home, "rest.other");
  const returned = await gatedRun(services, home, "rest.returned");
  const { reviewId: _, ...decided } = other.seen;
  const { reviewId: __, ...sentBack } = returned.seen;
  const { body: batch } = await ask("POST", "/batches", { body: { workflow, items: [{ id: "b" }] } });
  const { rows: deliveries } = await services.pool.query<{ id: number }>(
    `insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, status)
     select workspace_id, workflow_id, id, 'success', 0, 'key', 'exhausted' from run where id = $1 returning id`,
    [runId],
  );
  const delivery = deliveries[0]?.id;
  const { rows: kept } = await services.pool.query<{ id: number }>(
    `insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size)
     select 'key', workspace_id, workflow_id, 'shape', 'a1', id, $2, 1 from run where id = $1 returning id`,
    [runId, taskId],
  );
  const { body: rule } = await ask("POST", "/rules", { body: RULE });
  const { body: hook } = await ask("POST", "/triggers", {
    body: { name: "rest.hook", workflow, settings: { kind: "webhook", auth: { type: "bearer" } } },
  });
  const schedule = { kind: "schedule", timing: { type: "once", at: "2999-01-01T00:00:00Z" }, input: { id: "s" } };
  const { body: timed } = await ask("POST", "/triggers", {
    body: { name: "rest.timed", workflow, settings: schedule },
  });
  const stage = { id: "twice", kind: "code", config: { source: "export default (n) => n * 2" } };
  const { body: trial } = await ask("POST", "/trials", { body: { name: workflow, stage, pin: { input: 1 } } });
  const onPaid = { kind: "event", event: "order.paid" };
  const source = "export const twice = (n: number) => n * 2;";
  const { userId: told } = await home.as("owner");
  await services.pool.query(
    `insert into notification (workspace_id, user_id, kind, cause, run_id)
     select workspace_id, $2, 'run_failed', 'run ' || id, id from run where id = $1`,
    [runId, told],
  );
  const { userId } = await home.as("viewer");
  const definition = gatedDefinition("rest.drawn");
  const run = `/runs/${runId}`;
  /** In the order in which they are asked: what ends a run comes last. */
  const asked: Record<string, [path: string, body?: unknown]> = {
    "workflows.create": ["/workflows", { name: "rest.drawn" }],
    "workflows.check": ["/workflows/check", { definition: { name: "wrong" } }],
    "workflows.saveDraft": ["/workflows/rest.drawn/draft", { revision: 1, definition }],
    "workflows.publish": ["/workflows/rest.drawn/publish", { revision: 2 }],
    "workflows.duplicate": ["/workflows/rest.drawn/duplicate", { newName: "rest.again" }],
    "workflows.archive": ["/workflows/rest.again/archive", {}],
    "workflows.restore": ["/workflows/rest.again/restore", {}],
    "workflows.list": ["/workflows"],
    "workflows.get": ["/workflows/rest.drawn/draft"],
    "workflows.version": ["/workflows/rest.drawn"],
    "workflows.versions": ["/workflows/rest.drawn/versions"],
    "workflows.export": ["/workflows/rest.drawn/export?format=yaml"],
    "workflows.import": [
      "/workflows/import",
      { format: "json", text: JSON.stringify({ ...definition, name: "rest.imported" }) },
    ],
    "workflows.customStages": ["/custom-stages"],
    "runs.olderCode": [`/workflows/${workflow}/older-code`],
    "runs.restartOlder": [`/workflows/${workflow}/restart-older`, { version: 1 }],
    "runs.list": ["/runs"],
    "runs.read": [run],
    "runs.follow": [`${run}/follow`],
    "runs.tasks": [`${run}/tasks`],
    "runs.task": [`${run}/tasks/${taskId}`],
    "runs.calls": [`${run}/tasks/${taskId}/calls`],
    "runs.usage": [`${run}/usage`],
    "runs.subtasks": [`${run}/stages/shape/subtasks`],
    "runs.rounds": [`${run}/stages/shape/rounds`],
    "runs.events": [`${run}/log`],
    "runs.followUps": [`${run}/follow-ups`],
    "runs.spawns": [`${run}/spawns`],
    "runs.artifacts": [`${run}/artifacts`],
    "runs.compare": [`${run}/compare/${runId}`],
    "items.list": [`/items?workflow=${workflow}`],
    "items.query": ["/items/query", { workflow, stage: "shape", status: "completed" }],
    "deliveries.list": ["/deliveries"],
    "deliveries.get": [`/deliveries/${delivery}`],
    "deliveries.counts": [`${run}/deliveries/counts`],
    "deliveries.replay": ["/deliveries/replay", { ids: [delivery] }],
    "reviews.list": ["/reviews"],
    "reviews.count": ["/reviews/count"],
    "reviews.get": [`/reviews/${reviewId}`],
    "reviews.decide": [
      `/reviews/${other.reviewId}/decide`,
      { ...decided, decision: "approved", form: { risk: "low" } },
    ],
    "reviews.requestChanges": [
      `/reviews/${returned.reviewId}/request-changes`,
      { ...sentBack, comment: "Shorter", stages: ["shape"] },
    ],
    "runs.start": ["/runs", { workflow, input: { id: "x" } }],
    "runs.startMany": ["/runs/many", { workflow, inputs: [{ id: "y" }] }],
    "batches.submit": ["/batches", { workflow, items: [{ id: "z" }] }],
    "batches.list": ["/batches"],
    "batches.get": [`/batches/${batch.batchId}`],
    "batches.setRules": [`/batches/${batch.batchId}/rules`, { stage: "shape", rules: [] }],
    "batches.stop": [`/batches/${batch.batchId}/stop`, {}],
    "rules.create": ["/rules", RULE],
    "rules.update": [`/rules/${rule.id}`, { rule: RULE }],
    "rules.list": ["/rules"],
    "rules.slots": [`/rules/slots?ruleId=${rule.id}`],
    "secrets.set": ["/secrets/TOLD_KEY", { value: "v" }],
    "secrets.list": ["/secrets"],
    "secrets.uses": ["/secrets/TOLD_KEY/uses"],
    "signing.describe": ["/signing-secret"],
    "signing.show": ["/signing-secret", { isExchange: false }],
    "cache.list": ["/cache"],
    "cache.stats": ["/cache/stats"],
    "cache.invalidate": ["/cache/invalidate", { ids: [kept[0]?.id] }],
    "people.list": ["/people"],
    "people.setRole": [`/people/${userId}/role`, { role: "reviewer" }],
    "keys.list": ["/keys"],
    "keys.create": ["/keys", { name: "other", role: "viewer" }],
    "invitations.create": ["/invitations", { email: "guest@example.org", role: "viewer" }],
    "invitations.list": ["/invitations"],
    "functions.publish": ["/functions", { name: "rest.twice", source, seen: null }],
    "functions.list": ["/functions"],
    "functions.get": ["/functions/rest.twice"],
    "functions.version": ["/functions/rest.twice/versions/1"],
    "functions.retire": ["/functions/rest.twice/retire", {}],
    "functions.restore": ["/functions/rest.twice/restore", {}],
    "trials.start": ["/trials", { name: workflow, stage, pin: { input: 1 } }],
    "trials.get": [`/trials/${trial.trialId}`],
    "trials.stop": [`/trials/${trial.trialId}/stop`, {}],
    "triggers.create": ["/triggers", { name: "rest.paid", workflow, settings: onPaid }],
    "triggers.list": ["/triggers"],
    "triggers.get": [`/triggers/${hook.id}`],
    "triggers.update": [`/triggers/${timed.id}`, { name: "rest.later", workflow, settings: schedule }],
    "triggers.setEnabled": [`/triggers/${timed.id}/enabled`, { enabled: false }],
    "triggers.rotateSecret": [`/triggers/${hook.id}/rotate-secret`, {}],
    "triggers.runNow": [`/triggers/${timed.id}/run`, {}],
    "triggers.try": ["/triggers/try", { workflow, settings: onPaid, sample: { id: "e" } }],
    "events.publish": ["/events", { name: "order.paid", payload: { id: "e" } }],
    "events.list": ["/events"],
    "services.save": [
      "/services",
      { service: { name: "told", baseUrl: "https://api.example.org", auth: { type: "bearer", secret: "TOLD_KEY" } } },
    ],
    "services.list": ["/services"],
    "services.get": ["/services/told"],
    "services.methods": ["/services/told/methods"],
    "notifications.list": ["/notifications"],
    "notifications.count": ["/notifications/count"],
    "notifications.markRead": ["/notifications/read", {}],
    "notifications.settings": ["/notifications/settings"],
    "notifications.chooseEmail": ["/notifications/settings/email", { kinds: ["run_failed"] }],
    "notifications.setChannel": ["/notifications/channel", { secret: "TOLD_KEY" }],
    "notifications.channel": ["/notifications/channel"],
    "runs.pause": [`${run}/pause`, {}],
    "runs.resume": [`${run}/resume`, {}],
    "runs.cancel": [`${run}/cancel`, {}],
  };
  const doors = new Map(restDoors().map((door) => [door.procedure, door]));
  const proven = new Set<unknown>();
  for (const [procedure, [path, body]] of Object.entries(asked)) {
    const door = doors.get(procedure);
    const answered = await ask(door?.method ?? "", path, body === undefined ? {} : { body });
    expect(answered.status, `${procedure} ${JSON.stringify(answered.body)}`).toBe(door?.status);
    expect(door?.answer?.safeParse(answered.body).error, procedure).toBeUndefined();
    proven.add(door?.answer);
  }
  const unproven = [...doors.values()].filter(({ answer }) => answer !== null && !proven.has(answer));
  expect(unproven.map(({ procedure }) => procedure).sort()).toEqual([...NEEDING_MORE].sort());
}, 120_000);

test("the reference page shows every address without a script, and takes nothing as HTML", async () => {
  const document = openApiDocument(restDoors(), "http://heddle.test") as { paths: Paths };
  const list = document.paths["/runs"]?.get;
  if (list) list.summary = "<script>alert(1)</script>";
  const page = docsPage(document);
  const html = await page.text();

  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
  expect(html).not.toContain("<script");
  expect(html).toContain("<h3>Answer</h3>");
  for (const path of Object.keys(document.paths)) expect(html).toContain(`</b> ${path}</code>`);
});
