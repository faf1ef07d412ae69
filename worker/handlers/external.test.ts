import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { eventRowsOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import { testDatabase } from "#server/testing/database.ts";
import { serveReports, tell } from "#server/testing/outside.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const { handles } = await serveReports(pool);
const home = mkdtempSync(join(tmpdir(), "heddle-external-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(home),
    handlers: testHandlers(sandbox, { db: pool, handles }),
    judge: createJudge({ expressions, sandbox }),
    random: () => 0,
  },
  { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
  pino({ level: "silent" }),
);
const outside = await testServer((request, response) => answer(request, response));
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
beforeEach(() => {
  answer = (_request, response) => response.end("{}");
  outside.seen.length = 0;
});
afterAll(async () => {
  await worker.stop();
  outside.close();
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

async function start(config: Record<string, unknown> = {}, stage: Partial<StageInput> = {}) {
  const published = await publish(pool, [
    { id: "outside", kind: "external", config: { url: `${outside.url}/start`, ...config }, ...stage },
  ]);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  return { ...published, runId: run?.runId ?? 0 };
}

const until = (runId: number, expected: object) =>
  vi.waitFor(async () => expect(await taskOf(pool, runId, "outside")).toMatchObject(expected), 10_000);
const handleIn = (call = 0) => String(outside.seen[call]?.headers["heddle-handle"]);

test("the outside system is told to start and where to report, and its success completes the stage", async () => {
  const body = { from: { $: "run.id" }, reportTo: { $: "task.handle" } };
  const { runId } = await start({ body, expectedCount: { $: "40 + 2" }, headers: { "X-Key": "k" } });
  await until(runId, { status: "suspended" });

  const [call] = outside.seen;
  expect(call).toMatchObject({ method: "POST", path: "/start", headers: { "x-key": "k" } });
  expect(JSON.parse(call?.body ?? "")).toEqual({ from: runId, reportTo: handleIn() });
  const { id } = await taskOf(pool, runId, "outside");
  expect(call?.headers["idempotency-key"]).toBe(`task-${id}:start:1`);
  expect((await tell(handleIn(), "GET")).body).toMatchObject({ status: "running", expected: 42 });
  await tell(handleIn(), "PATCH", { status: "success", newSuccess: 42, output: "done" });
  await until(runId, { status: "completed", output: { succeeded: 42, failed: 0, metadata: null, output: "done" } });
});

test("a success that is reported before the start call is answered counts", async () => {
  answer = async (request, response) => {
    await tell(String(request.headers["heddle-handle"]), "PATCH", { status: "success", output: "quick" });
    response.end("{}");
  };
  const { runId } = await start();
  await until(runId, { status: "completed", attempt: 1, output: { output: "quick" } });
});

test("a start call that is answered badly fails the attempt, and the next one has a handle of its own", async () => {
  answer = (_request, response) => response.writeHead(outside.seen.length === 1 ? 503 : 200).end("{}");
  const { runId } = await start({}, { retry: { maxAttempts: 2, backoffMs: 0 } });
  await until(runId, { status: "suspended", attempt: 2 });
  expect(handleIn(1)).not.toBe(handleIn(0));
  expect(outside.seen.map(({ headers }) => headers["idempotency-key"])).toEqual([
    expect.stringMatching(/:start:1$/),
    expect.stringMatching(/:start:2$/),
  ]);
  expect((await tell(handleIn(0), "PUT", { newSuccess: 1 })).status).toBe(409);
  expect((await tell(handleIn(1), "PUT", { newSuccess: 1 })).status).toBe(202);
});

test("silence fails the attempt, through the retry policy", async () => {
  const { runId } = await start({ inactivityTimeoutMs: 150 }, { retry: { maxAttempts: 2, backoffMs: 0 } });
  await until(runId, { status: "failed", attempt: 2, error: { code: "inactivity_timeout", retryable: true } });
  expect(outside.seen).toHaveLength(2);
  expect((await tell(handleIn(1), "PATCH", { status: "success" })).status).toBe(409);
});

test("every report gives it its time anew, without an event for each", async () => {
  const { runId } = await start({ inactivityTimeoutMs: 400 });
  await until(runId, { status: "suspended" });
  const begun = Date.now();
  await vi.waitUntil(async () => {
    expect((await tell(handleIn(), "PUT", { newSuccess: 1 })).status).toBe(202);
    return Date.now() - begun > 1_200;
  }, 10_000);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "suspended", attempt: 1 });
  expect((await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.woken")).toEqual([]);
  await tell(handleIn(), "PATCH", { status: "success" });
});

test("the time in all ends it, however much it reports", async () => {
  const { runId } = await start({ timeoutMs: 400, inactivityTimeoutMs: 60_000 });
  await until(runId, { status: "suspended" });
  await tell(handleIn(), "PUT", { newSuccess: 1 });
  await until(runId, { status: "failed", error: { code: "timeout" } });
});

test("the answer to the start call may say how to cancel", async () => {
  const cancel = {
    method: "DELETE",
    url: `${outside.url}/jobs/7`,
    headers: { "X-Key": "k" },
    body: { why: "canceled" },
  };
  answer = (_request, response) => response.end(JSON.stringify({ cancel }));
  const { runId, workspaceId } = await start();
  await until(runId, { status: "suspended" });
  const { rows } = await pool.query("select cancel_action from progress where run_id = $1", [runId]);
  expect(rows).toEqual([{ cancel_action: cancel }]);
  await cancelRun(pool, workspaceId, runId);
  expect((await tell(handleIn(), "PUT", { newSuccess: 1 })).body).toMatchObject({
    error: { details: { status: "canceled" } },
  });
  const deliveries = await pool.query("select trigger, task_id is not null as task from delivery where run_id = $1", [
    runId,
  ]);
  expect(deliveries.rows).toEqual([{ trigger: "cancel", task: true }]);
});

test("a cancel that cannot be called is told in the log and left out", async () => {
  answer = (_request, response) => response.end('{"cancel":{"url":"file:///etc/passwd"}}');
  const { runId } = await start();
  await until(runId, { status: "suspended" });
  const logs = (await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.log");
  expect(JSON.stringify(logs)).toMatch(/registered no cancel: cancel\.url/);
  await tell(handleIn(), "PATCH", { status: "success" });
});

test("a count that is none, and an answer that is too large, fail the stage and name why", async () => {
  const wrong = await start({ expectedCount: { $: "'many'" } });
  await until(wrong.runId, { status: "failed", error: { code: "bad_expected_count" } });
  expect(outside.seen).toEqual([]);
  answer = (_request, response) => response.end("x".repeat(70_000));
  const large = await start();
  await until(large.runId, { status: "failed", error: { code: "response_too_large" } });
});

test("the check of the stage judges a reported success", async () => {
  const check = {
    expression: "output.output.good ? { 'verdict': 'accepted' } : { 'verdict': 'rejected', 'feedback': 'Do better' }",
  };
  const { runId } = await start({}, { check, retry: { maxAttempts: 2, backoffMs: 0 } });
  await until(runId, { status: "suspended" });
  await tell(handleIn(0), "PATCH", { status: "success", output: { good: false } });
  await until(runId, { status: "suspended", attempt: 2 });
  await tell(handleIn(1), "PATCH", { status: "success", output: { good: true }, newSuccess: 3 });
  await until(runId, { status: "completed", output: { succeeded: 3, output: { good: true } } });
});
