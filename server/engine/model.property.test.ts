import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRun } from "#core/model/run-model.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { type Driven, drive } from "#server/engine/testing/drive.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { LEASE_MS, publishDefinition, requestFor } from "#server/engine/testing/published.ts";
import { Random } from "#server/engine/testing/random.ts";
import { runOf, tasksOf } from "#server/engine/testing/rows.ts";
import { type Scenario, scenarios } from "#server/engine/testing/scenario.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);

async function begin({ definition, oracle }: Scenario): Promise<Driven> {
  const published = await publishDefinition(pool, definition);
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  return { runId: started?.runId ?? 0, workspaceId: published.workspaceId, definition, oracle };
}

const keyOf = ({ stageId, subtask }: { stageId: string; subtask: number | null }) =>
  subtask === null ? stageId : `${stageId}[${subtask}]`;

/** The end of every task, by its name. */
async function engineEnds(runId: number) {
  const tasks = await tasksOf(pool, runId);
  return Object.fromEntries(
    tasks.map((task) => [keyOf(task), { status: task.status, skipReason: task.skipReason, attempts: task.attempt }]),
  );
}

function modelEnds({ definition, oracle }: Driven) {
  const model = modelRun(definition, oracle);
  const tasks = model.tasks.map(({ stageId, subtask, ...end }) => [keyOf({ stageId, subtask }), end] as const);
  return { status: model.status, tasks: Object.fromEntries(tasks) };
}

/** A canceled run stopped somewhere on the way: what had ended by then ended as the model says. */
async function expectSameEnd(run: Driven): Promise<void> {
  expect(await auditFinished(pool, run.runId)).toEqual([]);
  const { status } = await runOf(pool, run.runId);
  const ends = await engineEnds(run.runId);
  const model = modelEnds(run);
  if (status !== "canceled") return expect({ status, tasks: ends }).toEqual(model);
  for (const [key, end] of Object.entries(ends))
    if (end.status !== "canceled") expect({ [key]: end }).toEqual({ [key]: model.tasks[key] });
}

const played = fc.record({
  together: fc.array(scenarios, { minLength: 1, maxLength: 3 }),
  workerCount: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  mishaps: fc.record({
    lostLeases: fc.integer({ min: 0, max: 3 }),
    suspensions: fc.integer({ min: 0, max: 4 }),
    handBacks: fc.integer({ min: 0, max: 3 }),
    cancels: fc.constantFrom(0, 0, 0, 0, 1),
  }),
});

test("random runs end on Postgres as the reference model says, whatever befalls their workers", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(played, async ({ together, workerCount, seed, mishaps }) => {
      const runs: Driven[] = [];
      try {
        for (const scenario of together) runs.push(await begin(scenario));
        await drive(pool, runs, workerCount, new Random(seed), mishaps);
        for (const run of runs) await expectSameEnd(run);
      } finally {
        await pool.query("delete from run where id = any($1)", [runs.map(({ runId }) => runId)]);
      }
    }),
    { numRuns: 100, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: false },
  );
});
