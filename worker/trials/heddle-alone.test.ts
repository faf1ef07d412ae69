import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { Stage } from "#core/definition.ts";
import type { Pin } from "#core/trial.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { definitionOf, LEASE_MS, publishDefinition, requestFor } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { kvList, kvSet } from "#server/kv/kv-store.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { delta, ending, modelServer, says, streams } from "#server/testing/model-server.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { llmHandler } from "#worker/handlers/llm.ts";
import { transform } from "#worker/handlers/transform.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";
import { testSecretBox } from "#worker/testing/handlers.ts";
import { logUsage } from "#worker/trials/log-usage.ts";
import { TrialRecord } from "#worker/trials/trial-record.ts";
import { tryStage } from "#worker/trials/try-stage.ts";

const { pool } = await testDatabase();
const expressions = createExpressionPool({ threads: 1 });
const home = mkdtempSync(join(tmpdir(), "heddle-alone-"));
const sandbox = createSandboxPool({ threads: 1 });
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const open = createServices({ db: pool, secretBox: testSecretBox, outbound });
const services = createServiceCalls(open);
const who = { workspaceId: "home" };
const name = "tried.alone";
afterAll(() => {
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

/** What becomes of a stage that runs alone. */
const tried = (stage: object, pin: Partial<Pin> = {}, record = new TrialRecord()) =>
  tryStage(
    {
      db: pool,
      sandbox,
      expressions,
      artifacts: folderStore(home),
      service: httpService({ outbound, open, db: pool, schemas: expressions }),
      http: httpHandler({ outbound, services }),
      llm: llmHandler({ record: logUsage, services, schemas: expressions }),
      transform,
    },
    {
      id: 1,
      ...who,
      workflowName: name,
      stage: Stage.parse({ id: "alone", ...stage }),
      functions: null,
      pin: { input: {}, mocks: [], ...pin },
      lease: "",
    },
    record,
    AbortSignal.timeout(60_000),
  );

async function outputOf(source: string, pin: Partial<Pin> = {}) {
  const outcome = await tried({ kind: "code", config: { source } }, pin);
  if (outcome.kind !== "completed") throw new Error(JSON.stringify(outcome));
  return JSON.parse(JSON.stringify(outcome.output));
}

const refusedCalls = (names: string[]) => `export default async () => {
  const codes = {};
  for (const name of ${JSON.stringify(names)})
    codes[name] = await callHost("heddle", name, {}).then(() => "answered", ({ code }) => code);
  return codes;
}`;

test("what Heddle would begin for code, or wait for, needs a mock; then code goes on with what that answers", async () => {
  expect(await outputOf(refusedCalls(["startRun", "awaitRun", "review", "nothing"]))).toEqual({
    startRun: "needs_mock",
    awaitRun: "needs_mock",
    review: "needs_mock",
    nothing: "unknown_method",
  });
  const mock = (method: string, value: unknown) => ({
    service: "heddle",
    method,
    answer: { ok: true as const, value },
  });
  const output = await outputOf(
    `export default async () => {
      const { runId } = await services.heddle.startRun({ workflow: "other", input: {} });
      return services.heddle.awaitRun({ runId });
    }`,
    { mocks: [mock("startRun", { runId: 7 }), mock("awaitRun", { runId: 7, status: "completed", output: "done" })] },
  );
  expect(output).toMatchObject({ output: "done" });
});

test("values of the workspace are read alone, and what is written of them is seen by nobody else", async () => {
  const { workspaceId } = who;
  for (const key of ["a", "b", "d"]) await kvSet(pool, workspaceId, { key, value: `real ${key}` }, "before");
  const output = await outputOf(`export default async () => {
    const { kv } = services.heddle;
    const refusal = ({ code }) => code;
    const seen = [await kv.get({ key: "a" }), await kv.get({ key: "none" })];
    await kv.set({ key: "a", value: 1, version: 1 });
    await kv.set({ key: "c", value: 2, version: 0 });
    await kv.delete({ key: "b", version: 1 });
    return {
      seen,
      conflicts: [
        await kv.set({ key: "a", value: 3, version: 1 }).catch(refusal),
        await kv.set({ key: "d", value: 3, version: 0 }).catch(refusal),
        await kv.delete({ key: "c", version: 9 }).catch(refusal),
        await kv.delete({ key: "b", version: 1 }),
      ],
      now: [await kv.get({ key: "a" }), await kv.get({ key: "b" })],
      first: await kv.list({ limit: 2 }),
      rest: await kv.list({ after: "c" }),
      some: await kv.list({ prefix: "c" }),
    };
  }`);
  expect(output).toEqual({
    seen: [{ key: "a", value: "real a", version: 1 }, null],
    conflicts: ["conflict", "conflict", "conflict", null],
    now: [{ key: "a", value: 1, version: 2 }, null],
    first: {
      keys: [
        { key: "a", version: 2 },
        { key: "c", version: 1 },
      ],
      next: "c",
    },
    rest: { keys: [{ key: "d", version: 1 }], next: null },
    some: { keys: [{ key: "c", version: 1 }], next: null },
  });
  expect(
    (await kvList(pool, workspaceId, { prefix: "", after: "", limit: 9 })).map(({ key, version }) => key + version),
  ).toEqual(["a1", "b1", "d1"]);
});

test("files of the runs of the workflow are read alone, and what is put is read again and kept nowhere", async () => {
  const published = await publishDefinition(pool, { ...definitionOf([{ id: "a" }]), name }, who.workspaceId);
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const { hash } = await folderStore(home).put("from a run");
  await pool.query(
    `insert into artifact (run_id, task_id, hash, name, media_type, size)
     select run_id, id, $2, 'a.txt', 'text/plain', 10 from task where run_id = $1`,
    [run?.runId, hash],
  );
  const source = `export default async (input) => {
    const { artifact } = services.heddle;
    const put = await artifact.put({ name: "b.txt", content: "put alone" });
    const other = { $artifact: { hash: "0".repeat(64) } };
    return {
      put,
      made: await artifact.get({ artifact: put }),
      real: await artifact.get({ artifact: input.file }),
      other: await artifact.get({ artifact: other }).catch(({ code }) => code),
      bytes: await artifact.get({ artifact: await artifact.put({ name: "c.bin", base64: "AAEC" }) }),
    };
  }`;
  const { put, ...read } = await outputOf(source, { input: { file: { $artifact: { hash } } } });
  expect(read).toEqual({
    made: { type: "text/plain; charset=utf-8", content: "put alone" },
    real: { type: "text/plain", content: "from a run" },
    other: "unknown_artifact",
    bytes: { type: "application/octet-stream", base64: "AAEC" },
  });
  expect(await folderStore(home).has(put.$artifact.hash)).toBe(false);
  expect((await pool.query("select from artifact")).rowCount).toBe(1);
});

test("of very much that is put, what came first can be read again", async () => {
  const source = `export default async () => {
    const { artifact } = services.heddle;
    const put = (letter) => artifact.put({ name: "large.txt", content: letter.repeat(900_000) });
    const files = [];
    for (const letter of "abcdefghijklmnopqrst") files.push(await put(letter));
    const read = (file) => artifact.get({ artifact: file }).then(({ content }) => content.length, ({ code }) => code);
    return [await read(files[0]), await read(files.at(-1))];
  }`;
  expect(await outputOf(source)).toEqual([900_000, "unknown_artifact"]);
});

test("a model is asked alone: what it writes is seen meanwhile, and what it used is logged and counted nowhere", async () => {
  const model = await modelServer();
  const rest = Promise.withResolvers<void>();
  try {
    const service = { name: "llm", baseUrl: model.url, auth: { type: "none" as const } };
    await saveService(pool, who.workspaceId, { service, version: null }, "olive");
    const config = { model: "small", prompt: { $: "'Greet ' & input.name" }, inputPrice: 1 };
    const record = new TrialRecord();
    model.replies.push(streams(delta("Good day"), rest.promise, delta(", Ada"), ending()));
    const ended = tried({ kind: "llm", config }, { input: { input: { name: "Ada" } } }, record);
    await vi.waitFor(() => expect(record.report(null).written).toBe("Good day"), 20_000);
    rest.resolve();
    expect(await ended).toEqual({ kind: "completed", output: "Good day, Ada" });
    expect(record.report(null).log).toMatchObject([{ text: "small: 100 tokens in, 20 out, $0.0001" }]);
    expect(model.asked[0]?.messages.at(-1)?.content).toBe("Greet Ada");

    model.replies.push(says("no JSON"), says("still none"));
    const strict = { kind: "llm", config: { model: "small", prompt: "?", schema: { type: "object" } } };
    expect(await tried(strict)).toMatchObject({ failure: { code: "answer_does_not_fit" } });
    expect((await pool.query("select from llm_usage")).rowCount).toBe(0);
  } finally {
    rest.resolve();
    model.close();
  }
});
