import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { storePayload } from "#server/artifacts/payload.ts";
import { redoTasks } from "#server/engine/control.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  chain,
  LEASE_MS,
  type Published,
  publish,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { openReviewsOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-cached-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });
const handlers = testHandlers(sandbox);
/** The inputs for which work was done. */
const worked: unknown[] = [];
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(home),
    handlers: {
      ...handlers,
      code: (config, input, attempt) => {
        worked.push(input);
        return handlers.code(config, input, attempt);
      },
    },
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

const SHOUT = "export default ({ text }) => text.toUpperCase()";
const cached = (more: Partial<StageInput> = {}): StageInput => ({
  id: "shout",
  kind: "code",
  config: { source: SHOUT },
  input: { text: { $: "input.text" } },
  cache: { scope: "global" },
  ...more,
});

interface Ended {
  runId: number;
  tasks: { stage: string; status: string; skip: string | null; output: unknown; source: number | null }[];
}

/** Starts runs at the same moment, waits for their end, and counts the work that they did. */
async function run(published: Published, ...inputs: unknown[]): Promise<{ ended: Ended[]; work: number }> {
  worked.length = 0;
  const requests = inputs.map((input) => requestFor(published, { input }));
  const runIds = (await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId);
  await vi.waitFor(async () => {
    const { rows } = await pool.query("select from run where id = any ($1) and finished_at is not null", [runIds]);
    expect(rows).toHaveLength(runIds.length);
  }, 20_000);
  const ended = await Promise.all(
    runIds.map(async (runId) => ({
      runId,
      tasks: (
        await pool.query(
          `select stage_id as stage, status, skip_reason as skip, output, source_task_id::int as source
           from task where run_id = $1 and (subtask is not null or subtask_count is null) order by id`,
          [runId],
        )
      ).rows,
    })),
  );
  return { ended, work: worked.length };
}

const made = (output: unknown) => expect.objectContaining({ status: "completed", output });
const known = (output: unknown, skip = "cached") => expect.objectContaining({ status: "skipped", skip, output });
const tasksOf = async (...args: Parameters<typeof run>) => (await run(...args)).ended.map(({ tasks }) => tasks);

test("an output is found again by its input hash, whatever else the run was given", async () => {
  const published = await publish(pool, [cached()]);
  expect(await tasksOf(published, { text: "a", other: 1 })).toEqual([[made("A")]]);
  expect(await run(published, { other: 2, text: "a" })).toMatchObject({ work: 0, ended: [{ tasks: [known("A")] }] });
  expect(await tasksOf(published, { text: "b" })).toEqual([[made("B")]]);
});

test("an output that stands in the row is as large as it is there", async () => {
  const published = await publish(pool, [cached()]);
  await run(published, { text: "a" });
  const { rows } = await pool.query("select size from cache_entry where workflow_id = $1", [published.workflowId]);
  expect(rows).toEqual([{ size: expect.any(Number) }]);
  expect(rows[0].size).toBeLessThan(100);
});

test("other code, config or version is other work of the same stage", async () => {
  const published = await publish(pool, [cached()]);
  await run(published, { text: "a" });
  for (const other of [
    { config: { source: `${SHOUT} // Another comment` } },
    { config: { source: SHOUT, memoryMb: 32 } },
    { cache: { scope: "global" as const, version: "2" } },
  ]) {
    const { versionId } = await publish(pool, [cached(other)]);
    expect((await run({ ...published, versionId }, { text: "a" })).work).toBe(1);
  }
});

test("nothing crosses a workspace or a workflow", async () => {
  await run(await publish(pool, [cached()]), { text: "mine" });
  expect((await run(await publish(pool, [cached()]), { text: "mine" })).work).toBe(1);
});

test("what is being made is made once: whoever needs it too waits, and uses it", async () => {
  const slow = { source: "export default async ({ text }) => { let n = 0; while (n < 3e6) n++; return text; }" };
  const published = await publish(pool, [cached({ config: slow })]);
  const { ended, work } = await run(published, ...Array.from({ length: 6 }, () => ({ text: "once" })));
  expect(work).toBe(1);
  const tasks = ended.flatMap((each) => each.tasks);
  expect(tasks.filter(({ status }) => status === "completed")).toHaveLength(1);
  expect(tasks.filter(({ skip }) => skip === "cached")).toHaveLength(5);
});

test("equal items of a fan-out are done once", async () => {
  const each = cached({
    forEach: { items: { $: "input.texts" }, concurrency: 1 },
    input: { text: { $: "subtask.item" } },
  });
  const published = await publish(pool, [each]);
  const { ended, work } = await run(published, { texts: ["x", "y", "x", "x"] });
  expect(work).toBe(2);
  expect(ended[0]?.tasks.map(({ output }) => output)).toEqual(["X", "Y", "X", "X"]);
});

test("a stage after a known output reads it", async () => {
  const after: StageInput = { id: "after", config: { expression: "stages.shout.output & '!'" } };
  const published = await publish(pool, [cached(), after], chain("shout", "after"));
  await run(published, { text: "a" });
  expect(await tasksOf(published, { text: "a" })).toEqual([[known("A"), made("A!")]]);
});

test("what fails is not found again, and whoever waited for it tries itself", async () => {
  const published = await publish(pool, [
    cached({ config: { source: "export default () => { throw new Error('no') }" } }),
  ]);
  const { ended, work } = await run(published, { text: "a" }, { text: "a" });
  expect(work).toBe(2);
  expect(ended.flatMap(({ tasks }) => tasks.map(({ status }) => status))).toEqual(["failed", "failed"]);
});

test("an output for this run only is not found by another", async () => {
  const published = await publish(pool, [cached({ cache: { scope: "run_only" } })]);
  await run(published, { text: "a" });
  expect((await run(published, { text: "a" })).work).toBe(1);
});

test("an output is forgotten when its time is over", async () => {
  const published = await publish(pool, [cached({ cache: { scope: "global", ttlMs: 60_000 } })]);
  await run(published, { text: "a" });
  expect((await run(published, { text: "a" })).work).toBe(0);
  await pool.query("update cache_entry set expires_at = now() where workflow_id = $1", [published.workflowId]);
  expect((await run(published, { text: "a" })).work).toBe(1);
  expect((await run(published, { text: "a" })).work).toBe(0);
});

test("what is run again by hand does its work, its fan-out too, although the output is known", async () => {
  const each = cached({ id: "each", forEach: { items: { $: "['x', 'y']" } }, input: { text: { $: "subtask.item" } } });
  const published = await publish(pool, [cached(), each]);
  const [{ runId } = { runId: 0 }] = (await run(published, { text: "a" })).ended;
  worked.length = 0;
  const { rows } = await pool.query("select id::int from task where run_id = $1 and subtask is null", [runId]);
  const by = { workspaceId: published.workspaceId, runId, by: "test@example.org" };
  await redoTasks(
    pool,
    by,
    "rerun",
    rows.map(({ id }) => id),
  );
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query("select from run where id = $1 and finished_at is not null", [runId]);
    expect(rowCount).toBe(1);
  }, 20_000);
  expect(worked).toHaveLength(3);
});

test("an output comes with its artifacts, and one whose artifact is gone is made anew", async () => {
  const source = `export default ({ text }) => artifact("out.txt", text, "text/plain")`;
  const published = await publish(pool, [cached({ config: { source } })]);
  const artifactsOf = async (runId: number | undefined) =>
    (await pool.query("select name, size::int from artifact where run_id = $1", [runId])).rows;
  const first = await run(published, { text: "kept" });
  expect(first.ended[0]?.tasks).toEqual([expect.objectContaining({ status: "completed" })]);

  const second = await run(published, { text: "kept" });
  expect(second.work).toBe(0);
  expect(await artifactsOf(second.ended[0]?.runId)).toEqual([{ name: "out.txt", size: 4 }]);

  for (const folder of readdirSync(home))
    if (/^[0-9a-f]{2}$/.test(folder)) rmSync(join(home, folder), { recursive: true });
  expect((await run(published, { text: "kept" })).work).toBe(1);
  expect((await run(published, { text: "kept" })).work).toBe(0);
});

test("a task whose output was known leads to the one that made it", async () => {
  const published = await publish(pool, [cached()]);
  const [first] = (await run(published, { text: "from" })).ended;
  const [second] = (await run(published, { text: "from" })).ended;
  const { rows } = await pool.query("select id::int from task where run_id = $1", [first?.runId]);
  expect(second?.tasks[0]?.source).toBe(rows[0]?.id);
  const hits = await pool.query("select hit_count::int from cache_entry where workflow_id = $1", [
    published.workflowId,
  ]);
  expect(hits.rows).toEqual([{ hit_count: 1 }]);
});

test("looks are counted by stage: those that found an output, and those that did not", async () => {
  const source = `export default ({ text }) => artifact("out.txt", text, "text/plain")`;
  const published = await publish(pool, [
    cached({ config: { source } }),
    cached({ id: "uncached", cache: { scope: "off" } }),
  ]);
  for (const text of ["counted", "counted", "other", "counted"]) await run(published, { text });
  const { rows } = await pool.query(
    `select stage_id as stage, sum(found)::int as found, sum(missed)::int as missed
     from cache_look where workflow_id = $1 and day = (now() at time zone 'UTC')::date group by stage_id`,
    [published.workflowId],
  );
  expect(rows).toEqual([{ stage: "shout", found: 2, missed: 2 }]);
});

test("what is done anew because somebody asked for it was not looked for", async () => {
  const published = await publish(pool, [cached()]);
  const [{ runId } = { runId: 0 }] = (await run(published, { text: "seed" })).ended;
  const { rows } = await pool.query("select id::int from task where run_id = $1", [runId]);
  await redoTasks(pool, { workspaceId: published.workspaceId, runId, by: "test@example.org" }, "rerun", [rows[0].id]);
  await vi.waitFor(async () => {
    const done = await pool.query("select from run where id = $1 and finished_at is not null", [runId]);
    expect(done.rowCount).toBe(1);
  }, 20_000);
  const looks = await pool.query("select sum(found + missed)::int as looks from cache_look where workflow_id = $1", [
    published.workflowId,
  ]);
  expect(looks.rows).toEqual([{ looks: 1 }]);
});

const openReview = (runId: number) =>
  vi.waitFor(async () => {
    const [review] = await openReviewsOf(pool, runId);
    if (!review) throw new Error("No review is open yet");
    return review;
  }, 20_000);
const approved = { decision: "approved", comment: "", form: null, by: "test@example.org" } as const;
const isCompleted = (runId: number) =>
  vi.waitFor(async () => {
    const { rows } = await pool.query("select status from run where id = $1", [runId]);
    expect(rows).toEqual([{ status: "completed" }]);
  }, 20_000);

test.each([
  ["", { text: "same" }, {}],
  [" with its edits", { text: "same" }, { edited: "EDITED" }],
  [" too large for its row", { text: "same ".repeat(20_000) }, {}],
])("an approval carries over to the same content in a later round%s", async (_, input, edits) => {
  const write: StageInput = {
    id: "write",
    kind: "code",
    config: { source: SHOUT },
    input: { text: { $: "input.text" } },
  };
  const gate: StageInput = { id: "gate", kind: "review", config: { details: { $: "stages.write.output" } } };
  const published = await publish(pool, [write, gate], chain("write", "gate"));
  const [started] = await startRuns(pool, [requestFor(published, { input })], LEASE_MS);
  const runId = started?.runId ?? 0;
  const said = { ...approved, ...edits, at: new Date().toISOString() };
  const store = (output: unknown) => storePayload(folderStore(home), output);
  await decideReview(pool, published.workspaceId, await openReview(runId), said, null, store);
  await isCompleted(runId);

  const { rows } = await pool.query(
    "select id::int, stage_id as stage, output, output_hash as hash from task where run_id = $1 order by id",
    [runId],
  );
  const [{ id }, { output, hash }] = rows;
  await redoTasks(pool, { workspaceId: published.workspaceId, runId, by: "test@example.org" }, "rerun", [id]);
  await vi.waitFor(async () => {
    const gates = await pool.query(
      "select status, skip_reason as skip, output, output_hash as hash from task where run_id = $1 and stage_id = 'gate' and is_latest",
      [runId],
    );
    expect(gates.rows).toEqual([{ status: "skipped", skip: "reused", output, hash }]);
  }, 20_000);
  expect(await openReviewsOf(pool, runId)).toEqual([]);
});

test("an approval that was taken back since does not carry over", async () => {
  const gate: StageInput = { id: "gate", kind: "review", config: { details: "same", onReject: "continue" } };
  const published = await publish(pool, [{ id: "write", config: { expression: "1" } }, gate], chain("write", "gate"));
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const runId = started?.runId ?? 0;
  const redo = async (stageId: string) => {
    const { rows } = await pool.query("select id::int from task where run_id = $1 and stage_id = $2 and is_latest", [
      runId,
      stageId,
    ]);
    await redoTasks(pool, { workspaceId: published.workspaceId, runId, by: "test@example.org" }, "rerun", [rows[0].id]);
  };
  for (const decision of ["approved", "rejected"] as const) {
    const said = { ...approved, decision, at: new Date().toISOString() };
    await decideReview(pool, published.workspaceId, await openReview(runId), said, null);
    await isCompleted(runId);
    if (decision === "approved") await redo("gate");
  }
  await redo("write");
  expect(await openReview(runId)).toMatchObject({ stageId: "gate", content: "same" });
});

test("what a reviewer has edited is not found again: of that input the stage makes something else", async () => {
  const published = await publish(pool, [cached({ check: { expression: "true", review: "always" } })]);
  for (const edits of [{ edited: "EDITED" }, {}]) {
    const [started] = await startRuns(pool, [requestFor(published, { input: { text: "made" } })], LEASE_MS);
    const runId = started?.runId ?? 0;
    const said = { ...approved, ...edits, at: new Date().toISOString() };
    const review = await openReview(runId);
    expect(review.content).toBe("MADE");
    await decideReview(pool, published.workspaceId, review, said, null);
    await isCompleted(runId);
  }
  const [third] = (await run(published, { text: "made" })).ended;
  expect(third?.tasks).toMatchObject([{ status: "skipped", skip: "cached", output: "MADE" }]);
});
