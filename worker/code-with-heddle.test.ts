import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Definition } from "#core/definition.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { cancelTasks } from "#server/engine/control.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  definitionOf,
  LEASE_MS,
  type Published,
  publish,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { kvSet } from "#server/kv/kv-store.ts";
import { findArtifact } from "#server/runs/find-artifact.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-code-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });
let worker: StartedWorker;

beforeEach(async () => {
  worker = await startWorker(
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
});
afterEach(async () => {
  await worker.stop();
  await pool.query("truncate run, workflow cascade");
});
afterAll(() => {
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

const published = (source: string): Promise<Published> =>
  publish(pool, [{ id: "code", kind: "code", config: { source } }]);

/** What came of code whose body this is, in a workspace of its own. */
async function ran(body: string, at?: Published): Promise<{ output: unknown; runId: number; workspaceId: string }> {
  const source = `export default async (input) => {
    const { kv, artifact } = services.heddle;
    const codeOf = async (call) => { try { await call() } catch (error) { return error.code } return "none" };
    ${body}
  }`;
  const version = at ?? (await published(source));
  const [run] = await startRuns(pool, [requestFor(version)], LEASE_MS);
  const runId = run?.runId ?? 0;
  await vi.waitFor(async () => expect(["completed", "failed"]).toContain((await statusesOf(pool, runId)).code), 20_000);
  expect((await taskOf(pool, runId, "code")).error).toBeNull();
  return { output: (await taskOf(pool, runId, "code")).output, runId, workspaceId: version.workspaceId };
}

test("code keeps values by key, changes them and forgets them", async () => {
  const { output } = await ran(`
    const before = await kv.get({ key: "a" });
    const first = await kv.set({ key: "a", value: { n: 1 } });
    const second = await kv.set({ key: "a", value: null });
    const kept = await kv.get({ key: "a" });
    await kv.delete({ key: "a" });
    await kv.delete({ key: "a" });
    return [before, first, second, kept, await kv.get({ key: "a" })];`);
  expect(output).toEqual([null, { version: 1 }, { version: 2 }, { key: "a", value: null, version: 2 }, null]);
});

test("a value is changed only as it was seen, when its version is told", async () => {
  const { output } = await ran(`
    const codes = [await codeOf(() => kv.set({ key: "a", value: 1, version: 3 }))];
    await kv.set({ key: "a", value: 1, version: 0 });
    codes.push(await codeOf(() => kv.set({ key: "a", value: 2, version: 0 })));
    const { version } = await kv.set({ key: "a", value: 2, version: 1 });
    codes.push(await codeOf(() => kv.delete({ key: "a", version: 1 })));
    return [codes, version, (await kv.get({ key: "a" })).value];`);
  expect(output).toEqual([["conflict", "conflict", "conflict"], 2, 2]);
});

test("of many that count at once none is lost", async () => {
  const { output } = await ran(`
    const count = async () => {
      for (;;) {
        const { value, version } = (await kv.get({ key: "n" })) ?? { value: 0, version: 0 };
        try { return await kv.set({ key: "n", value: value + 1, version }) } catch (error) { if (error.code !== "conflict") throw error }
      }
    };
    await Promise.all(Array.from({ length: 8 }, count));
    return (await kv.get({ key: "n" })).value;`);
  expect(output).toBe(8);
});

test("a write that is repeated is written once", async () => {
  const write = () => kvSet(pool, "w", { key: "again", value: 1, version: 0 }, "call-1");
  expect([await write(), await write()]).toEqual([1, 1]);
  expect(await kvSet(pool, "w", { key: "again", value: 2 }, "call-2")).toBe(2);
});

test("keys are listed by prefix, in parts", async () => {
  const { output } = await ran(`
    for (const key of ["b/2", "a", "b/1", "b/3", "c", "b%"]) await kv.set({ key, value: 1 });
    const first = await kv.list({ prefix: "b/", limit: 2 });
    const rest = await kv.list({ prefix: "b/", limit: 2, after: first.next });
    return [first, rest, (await kv.list()).keys.length];`);
  expect(output).toEqual([
    {
      keys: [
        { key: "b/1", version: 1 },
        { key: "b/2", version: 1 },
      ],
      next: "b/2",
    },
    { keys: [{ key: "b/3", version: 1 }], next: null },
    6,
  ]);
});

test("another workspace has other values and artifacts", async () => {
  await ran(`await kv.set({ key: "mine", value: 1 }); return artifact.put({ name: "a.txt", content: "mine" })`);
  const hash = "4a2a4cf0e0a6b9d6c2b9dd1c4a4b8bcd9fc6dd1d9d7b0dd8f5df8dd0d4b11111";
  const { output } = await ran(`
    return [await kv.get({ key: "mine" }), await codeOf(() => artifact.get({ artifact: { $artifact: { hash: "${hash}" } } }))];`);
  expect(output).toEqual([null, "unknown_artifact"]);
});

test("what is too long, no JSON of ours or not there is refused, and the field is named", async () => {
  const { output } = await ran(`
    const messages = [];
    for (const call of [
      () => kv.get({ key: "" }),
      () => kv.get({ key: "k".repeat(513) }),
      () => kv.set({ key: "a", value: "v".repeat(65536) }),
      () => kv.set({ key: "a\\0", value: 1 }),
      () => kv.set({ key: "a" }),
      () => kv.get(),
      () => kv.rename({}),
      () => artifact.put({ name: "../a", content: "" }),
      () => artifact.put({ name: "a" }),
      () => artifact.get({ artifact: "a" }),
    ]) try { await call(); messages.push("none") } catch (error) { messages.push(error.code + " " + error.message) }
    return messages;`);
  expect(output).toEqual([
    expect.stringMatching(/^bad_input kv\.get: key:/),
    expect.stringMatching(/^bad_input kv\.get: key:/),
    expect.stringMatching(/^bad_input kv\.set: value: is longer than 64 KiB/),
    expect.stringMatching(/^bad_input kv\.set/),
    expect.stringMatching(/^bad_input kv\.set: value:/),
    expect.stringMatching(/^bad_input kv\.get: key:/),
    expect.stringMatching(/^unknown_method heddle has no method kv\.rename; it has startRun, awaitRun,/),
    expect.stringMatching(/^bad_input artifact\.put:/),
    expect.stringMatching(/^bad_input artifact\.put:/),
    expect.stringMatching(/^bad_input artifact\.get: artifact:/),
  ]);
});

test("code puts files into its run, and reads them again", async () => {
  const { output, runId, workspaceId } = await ran(`
    const text = await artifact.put({ name: "a.md", content: "# Hé", type: "text/markdown" });
    const bytes = await artifact.put({ name: "a.bin", base64: "AAEC" });
    return { text, read: [await artifact.get({ artifact: text }), await artifact.get({ artifact: bytes })] };`);
  const { text, read } = output as { text: { $artifact: { hash: string } }; read: unknown };
  expect(text).toMatchObject({ $artifact: { name: "a.md", mediaType: "text/markdown", size: 5 } });
  expect(read).toEqual([
    { type: "text/markdown", content: "# Hé" },
    { type: "application/octet-stream", base64: "AAEC" },
  ]);
  expect(await findArtifact(pool, workspaceId, runId, text.$artifact.hash)).toMatchObject({
    mediaType: "text/markdown",
  });
});

/** Publishes the workflow that code starts, beside one whose code this is. */
async function beside(body: string, stages: StageInput[], changes: Partial<Definition> = {}): Promise<Published> {
  const source = `export default async (input) => {
    const { startRun, awaitRun } = services.heddle;
    const codeOf = async (call) => { try { await call() } catch (error) { return error.code } return "none" };
    ${body}
  }`;
  const version = await published(source);
  await publishDefinition(pool, { ...definitionOf(stages), name: "inner", ...changes }, version.workspaceId);
  return version;
}

const ADDS: StageInput[] = [{ id: "add", config: { expression: "input.n + 1" } }];
const WAITS_LONG: StageInput[] = [{ id: "wait", kind: "wait", config: { for: "PT1H" } }];

const startedBy = async (runId: number) =>
  (
    await pool.query<{ id: number; taskId: number; status: string; isAwaited: boolean }>(
      `select id, origin_task_id as "taskId", status, is_awaited as "isAwaited" from run where origin_run_id = $1 order by id`,
      [runId],
    )
  ).rows;

async function startOne(version: Published): Promise<number> {
  const [run] = await startRuns(pool, [requestFor(version)], LEASE_MS);
  return run?.runId ?? 0;
}

const becomes = (runId: number, status: string) =>
  vi.waitFor(async () => expect(await statusesOf(pool, runId)).toEqual({ code: status }), 20_000);

test("code starts a run, waits for its end without a place, and goes on with its output", async () => {
  const version = await beside(
    `const { runId } = await startRun({ workflow: "inner", input: { n: 1 } });
     return [await awaitRun({ runId }), (await awaitRun({ runId })).status];`,
    ADDS,
  );
  const { output, runId } = await ran("", version);
  const [inner, ...more] = await startedBy(runId);
  expect(more).toEqual([]);
  expect(inner).toMatchObject({
    taskId: (await taskOf(pool, runId, "code")).id,
    status: "completed",
    isAwaited: false,
  });
  expect(output).toEqual([{ runId: inner?.id, status: "completed", output: { add: 2 } }, "completed"]);
});

test("code that waits for a run is suspended; its end wakes it, and tells how it ended", async () => {
  const version = await beside(
    `const { runId } = await startRun({ workflow: "inner" });
     const { status, output } = await awaitRun({ runId });
     return [status, output];`,
    WAITS_LONG,
  );
  const runId = await startOne(version);
  await becomes(runId, "suspended");
  const { rows } = await pool.query("select lease, suspension from task where run_id = $1", [runId]);
  expect(rows).toMatchObject([{ lease: null, suspension: { for: "call" } }]);
  const [inner] = await startedBy(runId);
  await cancelRun(pool, version.workspaceId, inner?.id ?? 0);
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toEqual(["canceled", null]);
  expect((await pool.query("select from call_wait")).rowCount).toBe(0);
});

test("code waits for several runs at once, and for a timer beside them", async () => {
  const version = await beside(
    `const runs = await Promise.all([startRun({ workflow: "inner" }), startRun({ workflow: "inner" })]);
     const first = await Promise.race([sleep(100).then(() => "timer"), ...runs.map((run) => awaitRun(run))]);
     const all = await Promise.all(runs.map((run) => awaitRun(run)));
     return [first, all.map(({ status }) => status)];`,
    WAITS_LONG,
  );
  const runId = await startOne(version);
  await vi.waitFor(async () => expect((await pool.query("select from call_wait")).rowCount).toBe(4), 20_000);
  await becomes(runId, "suspended");
  for (const { id } of await startedBy(runId)) await cancelRun(pool, version.workspaceId, id);
  await becomes(runId, "completed");
  expect((await taskOf(pool, runId, "code")).output).toEqual(["timer", ["canceled", "canceled"]]);
});

test("a task that is canceled while it waits leaves no waiting call, and the run goes on alone", async () => {
  const version = await beside(
    `const { runId } = await startRun({ workflow: "inner" });
     return awaitRun({ runId });`,
    WAITS_LONG,
  );
  const runId = await startOne(version);
  await becomes(runId, "suspended");
  const task = Number((await taskOf(pool, runId, "code")).id);
  await cancelTasks(pool, { workspaceId: version.workspaceId, runId, by: "somebody" }, [task]);
  expect(await statusesOf(pool, runId)).toEqual({ code: "canceled" });
  expect((await pool.query("select from call_wait")).rowCount).toBe(0);
  expect(await startedBy(runId)).toMatchObject([{ status: "running" }]);
});

test("a start is checked as the API checks it, and a key starts one run", async () => {
  const version = await beside(
    `const first = await startRun({ workflow: "inner", input: { n: 1 }, key: "once" });
     const again = await startRun({ workflow: "inner", input: { n: 1 }, key: "once" });
     return [first.runId === again.runId, ...await Promise.all([
       () => startRun({ workflow: "inner", input: { n: 2 }, key: "once" }),
       () => startRun({ workflow: "nothing" }),
       () => startRun({ workflow: "inner", input: "text" }),
       () => startRun({ workflow: "inner", key: "call:1" }),
       () => startRun({}),
       () => awaitRun({ runId: 999999999 }),
       () => awaitRun({ runId: "1" }),
     ].map(codeOf))];`,
    ADDS,
    { input: { type: "object" } },
  );
  await publishDefinition(
    pool,
    { ...definitionOf(ADDS), name: "inner", input: { type: "object" } },
    version.workspaceId,
  ).catch(() => undefined);
  const { output, runId } = await ran("", version);
  expect(output).toEqual([
    true,
    "conflict",
    "not_found",
    "bad_input",
    "bad_input",
    "bad_input",
    "not_found",
    "bad_input",
  ]);
  expect(await startedBy(runId)).toHaveLength(1);
});
