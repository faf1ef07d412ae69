import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Stage } from "#core/definition.ts";
import type { Pin, TrialView } from "#core/trial.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { Principal } from "#server/auth/principal.ts";
import { createPrisma } from "#server/db.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { publishFunction } from "#server/functions/publish-function.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { getTrial, stopTrial } from "#server/trials/get-trial.ts";
import { readPin } from "#server/trials/pins.ts";
import { startTrial } from "#server/trials/start-trial.ts";
import { claimTrial, sweepTrials } from "#server/trials/trial-queue.ts";
import { createWorkflow } from "#server/workflows/create-workflow.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { llmHandler } from "#worker/handlers/llm.ts";
import { transform } from "#worker/handlers/transform.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";
import { testSecretBox } from "#worker/testing/handlers.ts";
import { logUsage } from "#worker/trials/log-usage.ts";
import { startTrials, TRIAL_SETTINGS } from "#worker/trials/start-trials.ts";

const { pool, url: databaseUrl } = await testDatabase();
const prisma = createPrisma(databaseUrl);
const expressions = createExpressionPool({ threads: 1 });
const home = mkdtempSync(join(tmpdir(), "heddle-trials-"));
const sandbox = createSandboxPool({ threads: 2 });
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const open = createServices({ db: pool, secretBox: testSecretBox, outbound });
const services = createServiceCalls(open);

/** Counts what reaches it; `/held` is answered when it is let go. */
const seen: string[] = [];
const held: ServerResponse[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${request.headers["idempotency-key"] ?? ""}`);
  request.resume();
  if (request.url === "/held") held.push(response);
  else
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ n: seen.length, auth: request.headers.authorization ?? null }));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const by = "olive@example.org";
const who: Principal = {
  kind: "person",
  userId: "olive",
  name: "Olive",
  email: by,
  workspaceId: "home",
  workspaceName: "Home",
  role: "editor",
  by,
};
const name = "tried.alone";
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  await createWorkflow(prisma, who.workspaceId, { name, title: "" });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((trials) => trials.stop()));
  for (const response of held.splice(0)) response.end("{}");
  seen.length = 0;
});
afterAll(async () => {
  sandbox.close();
  expressions.close();
  await prisma.$disconnect();
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

async function startedTrials(longestMs = TRIAL_SETTINGS.longestMs): Promise<{ stop(): Promise<void> }> {
  const trials = await startTrials(
    {
      db: pool,
      logger: pino({ level: "silent" }),
      sandbox,
      expressions,
      artifacts: folderStore(home),
      service: httpService({ outbound, open, db: pool, schemas: expressions }),
      http: httpHandler({ outbound, services }),
      llm: llmHandler({ record: logUsage, services, schemas: expressions }),
      transform,
    },
    { ...TRIAL_SETTINGS, longestMs, noteMs: 20, directUrl: databaseUrl, pollMs: 600_000 },
  );
  started.push(trials);
  return trials;
}

const ask = (stage: object, pin: Partial<Pin> = {}, functions?: string) =>
  startTrial(pool, who, {
    name,
    stage: Stage.parse({ id: "alone", ...stage }),
    functions,
    pin: { input: {}, mocks: [], ...pin },
  });
const askCode = (source: string, pin: Partial<Pin> = {}) => ask({ kind: "code", config: { source } }, pin);
const read = (trialId: number) => getTrial(pool, who.workspaceId, trialId);

const becomes = (trialId: number, status: TrialView["status"]): Promise<TrialView> =>
  vi.waitFor(async () => {
    const trial = await read(trialId);
    expect(trial.status).toBe(status);
    return trial;
  }, 20_000);

const CALLING = `export default async (input) => {
  console.log("asking", input.who);
  const call = (path) => callHost("http", "fetch", { url: "${url}" + path, method: "POST" });
  const first = await call("/first");
  const second = await call("/second").catch((error) => ({ body: [error.code, error.message] }));
  return [first.body, second.body];
}`;

test("code that runs alone imports the functions of its draft", async () => {
  await startedTrials();
  const source = 'import { price } from "workflow/functions"; export default (n) => price(n)';
  const { trialId } = await ask(
    { kind: "code", config: { source } },
    { input: 4 },
    "export const price = (n) => n * 3",
  );
  expect(await becomes(trialId, "completed")).toMatchObject({ output: "12" });
});

test("code that runs alone imports published functions", async () => {
  await startedTrials();
  const source = "export const third = (n: number): number => n / 3;";
  await publishFunction(pool, who.workspaceId, { name: "third", description: "", source, seen: null }, by);
  const { trialId } = await askCode('import { third } from "functions/third@1"; export default third', { input: 12 });
  expect(await becomes(trialId, "completed")).toMatchObject({ output: "4" });
});

test("code runs alone with what is pinned, and its output, log and calls are there to be read", async () => {
  await startedTrials();
  const { trialId } = await askCode(CALLING, { input: { who: "Ada" } });
  const trial = await becomes(trialId, "completed");
  expect(JSON.parse(trial.output ?? "")).toEqual([
    { n: 1, auth: null },
    { n: 2, auth: null },
  ]);
  expect(trial).toMatchObject({
    stageId: "alone",
    askedBy: who.by,
    isOutputCut: false,
    error: null,
    log: [{ level: "info", text: "asking Ada", callsBefore: 0 }],
    calls: [
      { id: 1, service: "http", method: "fetch", nth: 1, isMocked: false, error: null },
      { id: 2, nth: 2, isMocked: false },
    ],
  });
  expect(JSON.parse(trial.calls[0]?.value ?? "")).toMatchObject({ status: 200, body: { n: 1 } });
  expect(seen).toEqual([`POST /first trial-${trialId}-alone-call-1`, `POST /second trial-${trialId}-alone-call-2`]);
});

test("a call is answered by its mock, with a value or an error, and is not made", async () => {
  await startedTrials();
  const fetches = { service: "http", method: "fetch" };
  const { trialId } = await askCode(CALLING, {
    mocks: [
      { ...fetches, answer: { ok: true, value: { body: "mocked" } } },
      { ...fetches, nth: 2, answer: { ok: false, code: "busy", message: "Not now" } },
    ],
  });
  const trial = await becomes(trialId, "completed");
  expect(JSON.parse(trial.output ?? "")).toEqual(["mocked", ["busy", "Not now"]]);
  expect(trial.calls).toMatchObject([
    { isMocked: true, value: '{"body":"mocked"}' },
    { isMocked: true, value: null, error: { code: "busy", message: "Not now" } },
  ]);
  expect(seen).toEqual([]);
  expect(await readPin(pool, who.workspaceId, { name, stageId: "alone" })).toMatchObject({
    mocks: [{ answer: { ok: true } }, { nth: 2 }],
  });
});

test("a long wait is not waited for, and the clock of the code goes on to its end", async () => {
  await startedTrials();
  const { trialId } = await askCode(`export default async () => {
    const before = Date.now();
    await sleep(14 * 86_400_000);
    const raced = await Promise.race([callHost("http", "fetch", { url: "${url}/held" }), sleep(50).then(() => "late")]);
    return [raced, Math.floor((Date.now() - before) / 86_400_000)];
  }`);
  const trial = await becomes(trialId, "completed");
  expect(JSON.parse(trial.output ?? "")).toEqual(["late", 14]);
  expect(trial.log).toMatchObject([{ text: expect.stringContaining("alone it goes on at once") }]);
});

test.each([
  ["throws", `export default () => { throw new Error("No such luck") }`, "No such luck"],
  ["does not parse", "export default () => {", "line"],
  ["loops", "export default () => { for (;;) ; }", "processor time"],
])("code that %s fails alone as in a run, and says so", async (_what, source, message) => {
  await startedTrials();
  const { trialId } = await ask({ kind: "code", config: { source, cpuMs: 50 } });
  const trial = await becomes(trialId, "failed");
  expect(trial.error?.message).toContain(message);
  expect(trial.output).toBeNull();
});

test("a transform and an http stage run alone over what their expressions see", async () => {
  await startedTrials();
  const input = { input: { path: "orders" }, stages: { before: { output: { n: 2 } } } };
  const transformed = await ask(
    { kind: "transform", config: { expression: "[input.path, stages.before.output.n, run.workflow]" } },
    { input },
  );
  expect(JSON.parse((await becomes(transformed.trialId, "completed")).output ?? "")).toEqual(["orders", 2, name]);
  const asked = await ask({ kind: "http", config: { url: { $: `'${url}/' & input.path` } } }, { input });
  expect(JSON.parse((await becomes(asked.trialId, "completed")).output ?? "")).toMatchObject({ status: 200 });
  expect(seen).toEqual(["GET /orders "]);
  const broken = await ask({ kind: "transform", config: { expression: "$sum('x')" } }, { input });
  expect((await becomes(broken.trialId, "failed")).error?.code).toBe("expression");
});

test("a service is called alone with its secret, which stands nowhere, and the use is on record", async () => {
  const { workspaceId } = who;
  await setSecret(
    { pool, secretBox: testSecretBox },
    workspaceId,
    { name: "CRM_KEY", value: "sk-very-secret" },
    who.by,
  );
  const auth = { type: "bearer" as const, secret: "CRM_KEY" };
  await saveService(
    pool,
    workspaceId,
    { service: { name: "crm", baseUrl: `${url}/api`, auth }, version: null },
    who.by,
  );
  await startedTrials();
  const { trialId } = await askCode(`export default async () => (await callHost("crm", "fetch", { url: "me" })).body`);
  const trial = await becomes(trialId, "completed");
  expect(JSON.parse(trial.output ?? "")).toMatchObject({ auth: "Bearer [secret CRM_KEY]" });
  expect(JSON.stringify(trial)).not.toContain("sk-very-secret");
  const { rows } = await pool.query("select run_id::int, task_id::int from secret_use where workspace_id = $1", [
    workspaceId,
  ]);
  expect(rows).toEqual([{ run_id: 0, task_id: trialId }]);
});

test("nothing of it touches runs, cache or artifacts", async () => {
  await startedTrials();
  const { trialId } = await ask({
    kind: "code",
    config: { source: `export default () => artifact("report.txt", "hello")` },
    cache: { scope: "global" },
  });
  const trial = await becomes(trialId, "completed");
  expect(trial.output).toContain("report.txt");
  const { rows } = await pool.query(
    `select (select count(*) from run)::int + (select count(*) from task)::int + (select count(*) from event)::int
            + (select count(*) from cache_entry)::int + (select count(*) from cache_look)::int
            + (select count(*) from host_call)::int + (select count(*) from artifact)::int as count`,
  );
  expect(rows).toEqual([{ count: 0 }]);
  const { hash } = JSON.parse(trial.output ?? "").$artifact;
  expect(await folderStore(home).has(hash)).toBe(false);
});

test("one that is stopped ends at once, also while it waits for an answer", async () => {
  await startedTrials();
  const { trialId } = await askCode(`export default () => callHost("http", "fetch", { url: "${url}/held" })`);
  await vi.waitFor(async () => expect((await read(trialId)).calls).toMatchObject([{ answeredAt: null }]), 20_000);
  await stopTrial(pool, who.workspaceId, trialId);
  expect((await read(trialId)).status).toBe("canceled");
  // Two at a time: others go on only when its place is free.
  const others = await Promise.all([1, 2, 3].map(() => askCode("export default () => 1")));
  for (const other of others) await becomes(other.trialId, "completed");
  expect(await read(trialId)).toMatchObject({ status: "canceled", error: null });
});

test("one that takes too long is out of time", async () => {
  await startedTrials(300);
  const { trialId } = await askCode(`export default () => callHost("http", "fetch", { url: "${url}/held" })`);
  expect((await becomes(trialId, "failed")).error).toMatchObject({ code: "timeout" });
});

test("a worker that stops says so", async () => {
  const trials = await startedTrials();
  const { trialId } = await askCode(`export default () => callHost("http", "fetch", { url: "${url}/held" })`);
  await vi.waitFor(() => expect(held).toHaveLength(1), 20_000);
  await trials.stop();
  expect(await read(trialId)).toMatchObject({ status: "failed", error: { code: "stopping" } });
});

test("what a lost worker ran is given up after a while, and after a day nothing is left", async () => {
  const { trialId } = await askCode("export default () => 1");
  const { trialId: stopped } = await askCode("export default () => 1");
  await stopTrial(pool, who.workspaceId, stopped);
  expect(await claimTrial(pool)).toMatchObject({ id: trialId, workflowName: name });
  expect(await claimTrial(pool)).toBeNull();
  await sweepTrials(pool, 60_000);
  expect((await read(trialId)).status).toBe("running");
  await pool.query("update trial set started_at = now() - interval '2 minutes' where id = $1", [trialId]);
  await sweepTrials(pool, 60_000);
  expect((await read(trialId)).status).toBe("lost");
  await pool.query("update trial set created_at = now() - interval '25 hours' where id = $1", [trialId]);
  await sweepTrials(pool, 60_000);
  await expect(read(trialId)).rejects.toThrow(`There is no trial ${trialId}`);
});

test.each([
  ["a kind that waits for others", { kind: "review", config: { summary: "?" } }, {}, "kind review cannot run alone"],
  ["code without a text", { kind: "code", config: { source: "" } }, {}, "stage.config.source"],
  ["an input that cannot be stored", { kind: "transform", config: { expression: "1" } }, { input: "\0" }, "pin.input"],
])("%s is refused", async (_what, stage, pin, message) => {
  await expect(ask(stage, pin)).rejects.toThrow(message);
});

test("no more than twenty of a workspace wait or run", async () => {
  for (let open = 0; open < 20; open += 1) await askCode("export default () => 1");
  await expect(askCode("export default () => 1")).rejects.toThrow("20 stages of this workspace are being run alone");
});
