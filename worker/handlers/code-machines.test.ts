import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { testDatabase } from "#server/testing/database.ts";
import { codeHandler } from "#worker/handlers/code.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import type { KeptTask } from "#worker/sandbox/messages.ts";
import { createSandboxPool, type SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import type { HostService } from "#worker/services/host-service.ts";
import { testSecretBox } from "#worker/testing/handlers.ts";
import { tryCode } from "#worker/trials/try-code.ts";

const { pool: db } = await testDatabase();
const pool = createSandboxPool({ threads: 1 });
afterAll(() => pool.close());

/** The tasks that wait in machines, for all that the sandbox was told. */
const waiting = new Set<KeptTask>();
const sandbox: SandboxPool = {
  ...pool,
  async runLong(task) {
    if (task.kept) waiting.delete(task.kept);
    const end = await pool.runLong(task);
    if ("kept" in end) waiting.add(end.kept);
    return end;
  },
  forget(kept) {
    waiting.delete(kept);
    pool.forget(kept);
  },
};

const unasked = () => Promise.reject(new Error("Nobody asks for this here"));
const attempt = (signal: AbortSignal): AttemptContext => ({
  ...{ signal, begin: () => {}, log: () => {}, progress: () => {}, write: () => {} },
  ...{ artifacts: folderStore(tmpdir()), modules: {}, workspaceId: "w", runId: 1, itemId: null, taskId: 2, attempt: 1 },
  ...{ lease: crypto.randomUUID(), subtask: null, feedback: null, idempotencyKey: "task-2", suspension: null },
  ...{ children: { request: unasked, start: unasked, outputOf: unasked }, evaluate: unasked },
});

const SLEEPS = { source: "export default async () => { await sleep(1e7); return 1; }" };
const CALLS = { source: `export default async () => callHost("shop", "order", {})` };
const answers: HostService = async () => "sent";
const handle = (config: unknown, service = answers, signal = AbortSignal.timeout(20_000)) =>
  codeHandler({ sandbox, db, box: testSecretBox, service, patienceMs: 10 })(config, null, attempt(signal));

test("code that gives its place away leaves no machine behind", async () => {
  expect(await handle(SLEEPS)).toMatchObject({ kind: "suspended" });
  expect(waiting.size).toBe(0);
});

test("nor does code whose lease is lost before it makes its calls", async () => {
  expect(await handle(CALLS)).toEqual({ kind: "interrupted" });
  expect(waiting.size).toBe(0);
});

test("a stage that runs alone leaves none when it has ended, or is stopped while it waits", async () => {
  const trial = (config: unknown, service: HostService, signal = AbortSignal.timeout(20_000)) =>
    tryCode({ sandbox, service }, config, null, attempt(signal));
  expect(await trial(SLEEPS, answers)).toEqual({ kind: "completed", output: 1 });
  expect(waiting.size).toBe(0);
  const stopping = new AbortController();
  const never: HostService = () => {
    stopping.abort();
    return new Promise(() => {});
  };
  expect(await trial(CALLS, never, stopping.signal)).toMatchObject({ failure: { code: "stopped" } });
  expect(waiting.size).toBe(0);
});
