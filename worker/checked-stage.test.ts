import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-checked-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(home),
    handlers: testHandlers(sandbox),
    judge: createJudge({ expressions, sandbox }),
    random: () => 0,
  },
  { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
  pino({ level: "silent" }),
);
afterAll(async () => {
  await worker.stop();
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

const RETRY = { maxAttempts: 3, backoffMs: 0 };
const UNTIL_LONG = `export default (output, { attempt, previous }) =>
  output.length >= 3 || { verdict: "rejected", feedback: { summary: "Too short: " + output, guidance: { seen: previous.length } } };`;

async function run(stages: StageInput[], dependencies: Parameters<typeof publish>[2] = []): Promise<number> {
  const published = await publish(pool, stages, dependencies);
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const runId = started?.runId ?? 0;
  await vi.waitFor(async () => {
    const { rows } = await pool.query<{ status: string }>("select status from run where id = $1", [runId]);
    expect(rows[0]?.status).toMatch(/completed|failed|awaiting_review/);
  }, 10_000);
  return runId;
}

const taskOf = async (runId: number, stageId = "write") =>
  (
    await pool.query(
      "select status, attempt, output, error, feedback from task where run_id = $1 and stage_id = $2 and subtask is null",
      [runId, stageId],
    )
  ).rows[0];
const recordsOf = async (runId: number) =>
  (
    await pool.query(
      "select number, output, output_hash as hash, verdict, feedback, error from attempt where run_id = $1 order by task_id, number",
      [runId],
    )
  ).rows;

test("code is told what was wrong, until its check accepts", async () => {
  const source = "export default (input, { attempt, feedback }) => (feedback?.summary.split(': ')[1] ?? '') + attempt";
  const check = { source: UNTIL_LONG };
  const runId = await run(
    [
      { id: "write", kind: "code", config: { source }, retry: RETRY, check },
      { id: "after", config: { expression: "stages.write.output & '!'" } },
    ],
    chain("write", "after"),
  );

  expect(await taskOf(runId)).toMatchObject({ status: "completed", attempt: 3, output: "123" });
  expect(await taskOf(runId, "after")).toMatchObject({ output: "123!" });
  expect(await recordsOf(runId)).toMatchObject([
    { number: 1, output: "1", verdict: "rejected", feedback: { summary: "Too short: 1", guidance: { seen: 0 } } },
    { number: 2, output: "12", verdict: "rejected", feedback: { summary: "Too short: 12", guidance: { seen: 1 } } },
    { number: 3, output: "123", verdict: "accepted", feedback: null },
  ]);
});

test("expressions read the feedback of the attempt before", async () => {
  const runId = await run([
    {
      id: "write",
      config: { expression: "feedback ? 'told: ' & feedback.summary : 'new'" },
      retry: RETRY,
      check: { expression: '$contains(output, "told") ? true : {"verdict": "rejected", "feedback": "say it"}' },
    },
  ]);
  expect(await taskOf(runId)).toMatchObject({ status: "completed", attempt: 2, output: "told: say it" });
});

test("a task that its check never accepts fails with the last feedback", async () => {
  const runId = await run([
    { id: "write", retry: RETRY, check: { expression: '{"verdict": "rejected", "feedback": "no " & attempt}' } },
  ]);
  expect(await taskOf(runId)).toMatchObject({
    status: "failed",
    attempt: 3,
    error: { code: "check_failed", details: { summary: "no 3" } },
  });
});

test("an attempt that takes too long counts as rejected, and the next one is told", async () => {
  const source = "export default async (input, { feedback }) => { if (!feedback) for (;;); return feedback.summary }";
  const runId = await run([
    {
      id: "write",
      kind: "code",
      config: { source, cpuMs: 60_000 },
      timeoutMs: 1_000,
      retry: RETRY,
      check: { expression: "true" },
    },
  ]);
  expect(await taskOf(runId)).toMatchObject({
    status: "completed",
    attempt: 2,
    output: "Attempt timed out after 1000 ms",
  });
  expect(await recordsOf(runId)).toMatchObject([
    { verdict: null, feedback: { summary: "Attempt timed out after 1000 ms" }, error: { code: "timeout" } },
    { verdict: "accepted" },
  ]);
});

test("a check that breaks fails its attempt, and a later one may accept", async () => {
  const source = "export default (output, { attempt }) => { if (attempt === 1) throw new Error('oh'); return true }";
  const runId = await run([{ id: "write", retry: RETRY, check: { source } }]);
  expect(await taskOf(runId)).toMatchObject({ status: "completed", attempt: 2 });
  expect(await recordsOf(runId)).toMatchObject([{ verdict: null, error: { code: "check_crashed" } }, { number: 2 }]);
});

test("an uncertain check keeps the output and asks a person", async () => {
  const runId = await run([
    {
      id: "write",
      config: { expression: "'kept'" },
      check: { expression: '{"verdict": "uncertain", "reason": "No source"}' },
    },
  ]);
  expect(await taskOf(runId)).toMatchObject({ status: "awaiting_review", output: "kept" });
  const { rows } = await pool.query(
    "select reason, summary, details, content_hash as hash from review where run_id = $1",
    [runId],
  );
  expect(rows).toEqual([
    {
      reason: "uncertainty",
      summary: "**The check is uncertain:** No source",
      details: "kept",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test("an output too large for a row is judged, kept by its hash, and what is decided binds to that", async () => {
  const runId = await run([
    {
      id: "write",
      config: { expression: "$pad('', 100000, 'x')" },
      check: { expression: '{"verdict": "uncertain", "reason": $string($length(output))}' },
    },
  ]);
  const [record] = await recordsOf(runId);
  expect(record).toMatchObject({ output: null, hash: expect.any(String), feedback: { summary: "100000" } });
  const { rows } = await pool.query("select details from review where run_id = $1", [runId]);
  expect(rows).toEqual([{ details: null }]);
});

test("each subtask is judged by itself, over its own item", async () => {
  const runId = await run([
    {
      id: "write",
      config: { expression: "feedback ? subtask.item * 10 : subtask.item" },
      forEach: { items: { $: "[1, 20]" } },
      retry: RETRY,
      check: { expression: "output >= 10" },
    },
  ]);
  const { rows } = await pool.query(
    "select subtask, attempt, output from task where run_id = $1 and subtask is not null order by subtask",
    [runId],
  );
  expect(rows).toEqual([
    { subtask: 0, attempt: 2, output: 10 },
    { subtask: 1, attempt: 1, output: 20 },
  ]);
});
