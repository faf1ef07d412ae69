import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterAll, expect, test } from "vitest";
import { newOwner } from "#scripts/demo/new-owner.ts";
import { endOf, reviewOf, waitFor } from "#scripts/demo/wait-for.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { testServices } from "#server/testing/services.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const services = await testServices();
const url = await serveDoors(services);
const sandbox = createSandboxPool({ threads: 2 });
const worker = await startWorker(
  services.pool,
  {
    expressions: services.expressions,
    artifacts: services.artifacts,
    handlers: testHandlers(sandbox),
    judge: createJudge({ expressions: services.expressions, sandbox }),
    random: Math.random,
  },
  {
    url: services.pool.options.connectionString ?? "",
    directUrl: services.pool.options.connectionString ?? "",
    slots: 16,
    leaseMs: services.leaseMs,
    pollMs: 1_000,
    maxInputBytes: services.maxInputBytes,
  },
  pino({ level: "silent" }),
);
afterAll(async () => {
  await worker.stop();
  sandbox.close();
});

const { asPerson, asProgram, apiKey } = await newOwner(url, "ada@example.org");

const runClient = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, "client.ts"), ...args], {
    env: { ...process.env, HEDDLE_URL: url, HEDDLE_API_KEY: apiKey },
  });

const text = (id: string) => join(import.meta.dirname, "license-review", "texts", `${id}.txt`);

test("the client starts a run, follows its events without a gap, and approves its review", async () => {
  const { stdout } = await runClient(text("MPL-2.0"));

  const numbers = [...stdout.matchAll(/^(\d+) /gm)].map(([, seq]) => Number(seq));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(stdout).toContain("approved: Mozilla Public License, version 2.0: 10 sections");
  expect(stdout.trimEnd()).toMatch(/run\.status completed$/);
  const { rows } = await asPerson.runs.list.query({ item: "MPL-2.0" });
  const run = await asPerson.runs.get.query({ runId: rows[0]?.id ?? 0 });
  expect(run).toMatchObject({ status: "completed", startedBy: "ada@example.org (key demo)" });
  expect(run.artifacts.map(({ name }) => name)).toEqual(["report.md"]);
});

test("the client rejects when told to, which leads to a notice", async () => {
  const { stdout } = await runClient(text("MIT"), "rejected");

  expect(stdout).toContain("rejected: MIT License: 3 sections");
  const { rows } = await asPerson.runs.list.query({ item: "MIT" });
  const run = await asPerson.runs.get.query({ runId: rows[0]?.id ?? 0 });
  expect(run.artifacts.map(({ name }) => name)).toEqual(["notice.md"]);
});

test("the hello example reshapes, runs code, and asks whether to say it", async () => {
  const { runId } = await asProgram.runs.start.mutate({
    workflow: "hello",
    input: { name: " Ada ", language: "French" },
  });

  const reviewId = await waitFor(asProgram, runId, reviewOf);

  const { headline, details } = await asPerson.reviews.get.query({ reviewId });
  expect(headline).toContain("Bonjour, Ada!");
  expect(details).toEqual({ greeting: "Bonjour, Ada!", letters: 13 });
});

test("the status check says what an address answered", async () => {
  const { runId } = await asProgram.runs.start.mutate({
    workflow: "status.check",
    input: { url: `${url}/api/auth/ok` },
  });

  await waitFor(asProgram, runId, endOf);

  const { status, stages } = await asProgram.runs.get.query({ runId });
  expect(status).toBe("completed");
  const taskId = stages.find(({ stageId }) => stageId === "report")?.taskId ?? 0;
  const { output } = await asProgram.runs.task.query({ runId, taskId });
  expect(output?.value).toMatchObject({
    status: 200,
    isUp: true,
    sentence: expect.stringMatching(/answered 200: it is up\.$/),
  });
});
