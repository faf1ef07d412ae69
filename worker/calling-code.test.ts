import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { listCalls } from "#server/runs/list-calls.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers, testSecretBox } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-calling-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });

/** A service that counts, and remembers under which key it was called; `/held` is answered when it is let go. */
const keys: string[] = [];
const held: ServerResponse[] = [];
const server = createServer((request, response) => {
  keys.push(String(request.headers["idempotency-key"]));
  request.resume();
  response.setHeader("content-type", "application/json");
  if (request.url === "/held") held.push(response);
  else if (request.url === "/broken") response.writeHead(500).end('{"sad":true}');
  else if (request.url === "/api/whoami")
    response.end(JSON.stringify({ auth: request.headers.authorization, [String(request.headers.authorization)]: 1 }));
  else response.end(JSON.stringify({ n: keys.length }));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const started: StartedWorker[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
  keys.length = 0;
});
afterAll(() => {
  sandbox.close();
  expressions.close();
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

async function startedWorker(): Promise<StartedWorker> {
  const worker = await startWorker(
    pool,
    {
      expressions,
      artifacts: folderStore(home),
      handlers: testHandlers(sandbox, { db: pool, patienceMs: 0 }),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
  started.push(worker);
  return worker;
}

async function startCode(source: string, stage: Record<string, unknown> = {}): Promise<number> {
  const published = await publish(pool, [{ id: "code", kind: "code", config: { source }, ...stage }]);
  const [run] = await startRuns(pool, [requestFor(published, { input: { service } })], LEASE_MS);
  return run?.runId ?? 0;
}

const becomes = (runId: number, status: string) =>
  vi.waitFor(async () => expect(await statusesOf(pool, runId)).toEqual({ code: status }), 20_000);

const journalOf = async (runId: number) =>
  (
    await pool.query(
      `select c.attempt, c.call_id::int as id, c.service, c.method, c.args, c.answer
       from host_call c join task t on t.id = c.task_id
       where t.run_id = $1 order by c.attempt, c.call_id`,
      [runId],
    )
  ).rows;

const POST = `const post = (path) => callHost("http", "fetch", { url: input.service + path, method: "POST", body: {} });`;

test("code calls the outside, in turn and together, and each call has a key of its own", async () => {
  await startedWorker();
  const runId = await startCode(`export default async (input) => {
    ${POST}
    const first = await post("/count");
    const others = await Promise.all([post("/count"), post("/count")]);
    return [first, ...others].map(({ status, body }) => [status, typeof body.n]);
  }`);
  await becomes(runId, "completed");
  const { output } = await taskOf(pool, runId, "code");
  expect(output).toEqual([
    [200, "number"],
    [200, "number"],
    [200, "number"],
  ]);
  expect(new Set(keys).size).toBe(3);
});

test("what was called, with what, and what came of it is kept", async () => {
  await startedWorker();
  const runId = await startCode(`export default async (input) => {
    const { body } = await __callHostTool__("http", "fetch", { url: input.service + "/count" });
    try { await callHost("mail", "send", { url: "a" }) } catch (error) { return [body.n, error.code, error instanceof Error, error.message] }
  }`);
  await becomes(runId, "completed");
  const { output } = await taskOf(pool, runId, "code");
  expect(output).toEqual([1, "unknown_service", true, "There is no service mail"]);
  expect(await journalOf(runId)).toMatchObject([
    { attempt: 1, service: "http", method: "fetch", args: { url: `${service}/count` }, answer: { ok: true } },
    {
      service: "mail",
      method: "send",
      args: { url: "a" },
      answer: { ok: false, error: { code: "unknown_service", name: "ServiceError" } },
    },
  ]);
  expect((await pool.query("select from task_memory")).rowCount).toBe(0);

  const { rows } = await pool.query(
    "select r.workspace_id as workspace, t.id::int from task t join run r on r.id = t.run_id where r.id = $1",
    [runId],
  );
  const [{ workspace, id: taskId }] = rows;
  const first = await listCalls(pool, workspace, { runId, taskId, limit: 1 });
  expect(first).toMatchObject({ calls: [{ service: "http", error: null }], next: { attempt: 1 } });
  expect(JSON.parse(first.calls[0]?.value ?? "null")).toMatchObject({ status: 200, body: { n: 1 } });
  const second = await listCalls(pool, workspace, { runId, taskId, limit: 1, cursor: first.next });
  expect(second).toMatchObject({
    calls: [{ service: "mail", value: null, error: { code: "unknown_service" } }],
    next: null,
  });
  await expect(listCalls(pool, "another", { runId, taskId, limit: 1 })).rejects.toThrow(`There is no run ${runId}`);
});

test("what no row can hold stands in the journal as replacement characters", async () => {
  await startedWorker();
  const runId = await startCode(
    `export default () => callHost("mail", "send", ["\\0", "\\ud800", "\\\\u0000"]).catch(({ code }) => code)`,
  );
  await becomes(runId, "completed");
  expect(await journalOf(runId)).toMatchObject([{ args: ["\ufffd", "\ufffd", "\\u0000"] }]);
});

test.each([
  ["an address that may not be reached", `{ url: "http://169.254.169.254/latest" }`, "blocked_address"],
  ["no address", `{}`, "bad_input"],
  ["a method that there is not", `{ url: input.service, method: "BREW" }`, "bad_input"],
  ["nothing", "undefined", "bad_input"],
])("a call with %s is refused with an error that code can catch", async (_what, args, code) => {
  await startedWorker();
  const runId = await startCode(
    `export default async (input) => { try { await callHost("http", "fetch", ${args}) } catch (error) { return error.code } }`,
  );
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toBe(code);
  expect(keys).toEqual([]);
});

test("a status is for the code to judge", async () => {
  await startedWorker();
  const runId = await startCode(
    `export default async (input) => (await callHost("http", "fetch", { url: input.service + "/broken" })).body`,
  );
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toEqual({ sad: true });
});

test("after a worker was lost another goes on where the code was, and repeats only what had no answer, under its key", async () => {
  const lost = await startedWorker();
  const runId = await startCode(`export default async (input) => {
    ${POST}
    const luck = Math.random();
    const counted = (await post("/count")).body.n;
    const kept = luck;
    await post("/held");
    return { counted, isSame: kept === luck };
  }`);
  await vi.waitFor(() => expect(held).toHaveLength(1), 20_000);
  // As if it had been killed: it says nothing more, and its lease runs out.
  await pool.query("update task set lease_expires_at = now() - interval '1 second' where run_id = $1", [runId]);
  await rescueTasks(pool);
  started.length = 0;
  const stopped = lost.stop();

  await startedWorker();
  await vi.waitFor(() => expect(held).toHaveLength(2), 20_000);
  for (const response of held.splice(0)) response.end("{}");
  await stopped;

  await becomes(runId, "completed");
  const { output, attempt } = await taskOf(pool, runId, "code");
  expect(output).toEqual({ counted: 1, isSame: true });
  expect(attempt).toBe(1);
  expect(keys).toHaveLength(3);
  expect(keys[1]).toBe(keys[2]);
  expect(await journalOf(runId)).toHaveLength(2);
});

test("a timer goes on while a call has no answer", async () => {
  await startedWorker();
  const runId = await startCode(`export default async (input) => {
    ${POST}
    return Promise.race([post("/held").then(() => "answered"), sleep(50).then(() => "too late")]);
  }`);
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toBe("too late");
  for (const response of held.splice(0)) response.end("{}");
});

test("a timer of more than 24 days does not end before the call that it is for has an answer", async () => {
  await startedWorker();
  const runId = await startCode(`export default async (input) => {
    ${POST}
    return Promise.race([post("/held").then(() => "answered"), sleep(30 * 86_400_000).then(() => "too late")]);
  }`);
  await vi.waitFor(() => expect(held).toHaveLength(1), 20_000);
  for (const response of held.splice(0)) response.end("{}");
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toBe("answered");
});

test("a stage that waits too long for an answer is out of time", async () => {
  await startedWorker();
  const runId = await startCode(`export default async (input) => { ${POST} return post("/held") }`, { timeoutMs: 300 });
  await becomes(runId, "failed");
  expect((await taskOf(pool, runId, "code")).error).toMatchObject({ code: "timeout" });
  for (const response of held.splice(0)) response.end("{}");
});

test("code calls a service that is registered, and its secret stands nowhere", async () => {
  await startedWorker();
  const source = `export default async () => {
    const { body } = await callHost("crm", "fetch", { url: "whoami" });
    try { await callHost("crm", "fetch", { url: "../other" }) } catch (error) { return [body, error.code] }
  }`;
  const published = await publish(pool, [{ id: "code", kind: "code", config: { source } }]);
  const { workspaceId } = published;
  await setSecret(
    { pool, secretBox: testSecretBox },
    workspaceId,
    { name: "CRM_KEY", value: "sk-very-secret" },
    "somebody",
  );
  const auth = { type: "bearer" as const, secret: "CRM_KEY" };
  const crm = { name: "crm", baseUrl: `${service}/api`, auth };
  await saveService(pool, workspaceId, { service: crm, version: null }, "somebody");
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const runId = run?.runId ?? 0;
  await becomes(runId, "completed");

  const { output } = await taskOf(pool, runId, "code");
  expect(output).toEqual([{ auth: "Bearer [secret CRM_KEY]", "Bearer [secret CRM_KEY]": 1 }, "bad_path"]);
  const { rows } = await pool.query(
    `select (select json_agg(c) from host_call c)::text || (select json_agg(e) from event e)::text as all`,
  );
  expect(rows[0].all).not.toContain("sk-very-secret");
  const uses = await pool.query("select service, run_id::int from secret_use where workspace_id = $1", [workspaceId]);
  expect(uses.rows).toEqual([{ service: "crm", run_id: runId }]);
});

test("a check makes no calls", async () => {
  await startedWorker();
  const runId = await startCode("export default () => 1", {
    check: { source: `export default () => callHost("http", "fetch", {})` },
  });
  await becomes(runId, "failed");
  expect((await taskOf(pool, runId, "code")).error).toMatchObject({ message: expect.stringContaining("no calls") });
});
