import { tmpdir } from "node:os";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, expect, test, vi } from "vitest";
import type { Definition } from "#core/definition.ts";
import { planUpdate } from "#core/update-plan.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { startUpdateRun } from "#server/engine/start-update-run.ts";
import {
  definitionOf,
  LEASE_MS,
  type Published,
  publishDefinition,
  requestFor,
} from "#server/engine/testing/published.ts";
import { runOf, tasksOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const sumOf = (value: unknown): number =>
  typeof value === "number"
    ? value
    : value !== null && typeof value === "object"
      ? Object.values(value).reduce<number>((sum, part) => sum + sumOf(part), 0)
      : 0;
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(tmpdir()),
    // Few different outputs, so that a change often comes to nothing on the way.
    handlers: {
      ...testHandlers(sandbox),
      transform: async (config, input) => ({
        kind: "completed",
        output: (sumOf(input) + String((config as { expression: string }).expression).length) % 3,
      }),
    },
    judge: createJudge({ expressions, sandbox }),
    random: () => 0,
  },
  { url, directUrl: url, slots: 16, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
  pino({ level: "silent" }),
);
afterAll(async () => {
  await worker.stop();
  expressions.close();
  sandbox.close();
});

const FIELDS = 3;
const MOST_STAGES = 8;

const stagePlan = fc.record({
  /** Which earlier stages it depends on, and which fields of the run's input it reads. */
  parents: fc.array(fc.boolean(), { minLength: MOST_STAGES, maxLength: MOST_STAGES }),
  reads: fc.array(fc.boolean(), { minLength: FIELDS, maxLength: FIELDS }),
  salt: fc.integer({ min: 1, max: 3 }),
  /** How many subtasks it is made of; 0 is none. */
  width: fc.constantFrom(0, 0, 0, 2),
});
const plans = fc.array(stagePlan, { minLength: 1, maxLength: MOST_STAGES });
const fields = fc.record({ f0: fc.nat(3), f1: fc.nat(3), f2: fc.nat(3) });

const change = fc.record({
  named: fc.array(fc.nat(MOST_STAGES - 1), { maxLength: 2 }),
  input: fc.option(fields, { nil: undefined }),
  salted: fc.array(fc.nat(MOST_STAGES - 1), { maxLength: 1 }),
});

const idOf = (index: number): string => `s${index}`;

function definitionFor(stages: typeof plans extends fc.Arbitrary<infer Plans> ? Plans : never): Definition {
  const dependencies = stages.flatMap(({ parents }, index) =>
    parents.slice(0, index).flatMap((isLinked, from) => (isLinked ? [{ from: idOf(from), to: idOf(index) }] : [])),
  );
  return definitionOf(
    stages.map(({ reads, salt, width }, index) => ({
      id: idOf(index),
      kind: "transform",
      config: { expression: "1".repeat(salt) },
      input: {
        ...Object.fromEntries(reads.flatMap((isRead, n) => (isRead ? [[`f${n}`, { $: `input.f${n}` }]] : []))),
        ...Object.fromEntries(
          dependencies.filter(({ to }) => to === idOf(index)).map(({ from }) => [from, { $: `stages.${from}.output` }]),
        ),
        ...(width > 0 && { item: { $: "subtask.item" } }),
      },
      ...(width > 0 && { forEach: { items: { $: `[1..${width}]` } } }),
    })),
    dependencies,
  );
}

async function ended(runId: number): Promise<void> {
  await vi.waitFor(async () => expect((await runOf(pool, runId)).status).toBe("completed"), {
    timeout: 20_000,
    interval: 5,
  });
}

async function scratch(published: Published, input: unknown): Promise<number> {
  const [run] = await startRuns(pool, [requestFor(published, { input })], LEASE_MS);
  await ended(run?.runId ?? 0);
  return run?.runId ?? 0;
}

/** The outputs of all stages as the engine hands them to those that read them. */
async function outputsOf(runId: number, definition: Definition) {
  const { rows } = await pool.query("select engine.outputs_of($1, $2) as outputs", [
    runId,
    definition.stages.map(({ id }) => id),
  ]);
  const outputs = rows[0].outputs as Record<string, { output: unknown; subtasks: { output: unknown }[] | null }>;
  return Object.fromEntries(
    Object.entries(outputs).map(([id, { output, subtasks }]) => [id, subtasks?.map((each) => each.output) ?? output]),
  );
}

const digestsOf = async (runId: number) =>
  (
    await pool.query<{ key: string; digest: string; status: string; seed: boolean }>(
      `select stage_id || coalesce(subtask::text, '') as key, input_digest as digest, status, is_seed as seed
       from task where run_id = $1 and is_latest and input_digest is not null`,
      [runId],
    )
  ).rows;

test("an update run ends as a run from nothing would, and does no work whose input hash its base run knows", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(plans, fields, change, async (stages, input, { named, input: other, salted }) => {
      const base = definitionFor(stages);
      const published = await publishDefinition(pool, base);
      const baseRun = await scratch(published, input);
      const isSalted = (index: number) => salted.includes(index);
      const next = definitionFor(
        stages.map((stage, index) => (isSalted(index) ? { ...stage, salt: stage.salt + 1 } : stage)),
      );
      const version = salted.length > 0 ? await publishDefinition(pool, next) : published;
      const changed = { ...published, versionId: version.versionId };

      const stands = new Map(
        (await tasksOf(pool, baseRun)).filter(({ subtask }) => subtask === null).map((task) => [task.stageId, task]),
      );
      const seeds = new Set(named.map(idOf).filter((id) => stands.has(id)));
      const plan = planUpdate(base, next, stands, { named: seeds, hasOtherInput: other !== undefined });
      const answer = await startUpdateRun(pool, {
        request: requestFor(changed, { input: other ?? input }),
        baseRunId: baseRun,
        epoch: 0,
        plan,
        change: { type: null, stages: [...seeds], note: "" },
        isForced: false,
      });
      if (answer.outcome !== "started") throw new Error(answer.outcome);
      await ended(answer.runId);

      const wanted = await outputsOf(await scratch(changed, other ?? input), next);
      expect(await outputsOf(answer.runId, next)).toEqual(wanted);
      const known = new Map((await digestsOf(baseRun)).map(({ key, digest }) => [key, digest]));
      const worked = (await digestsOf(answer.runId)).filter(({ status, seed }) => status === "completed" && !seed);
      for (const { key, digest } of worked) expect(known.get(key)).not.toBe(digest);
    }),
    { numRuns: Number(process.env.HEDDLE_UPDATES ?? 40), endOnFailure: true },
  );
});
