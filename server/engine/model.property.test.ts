import fc from "fast-check";
import { expect, test } from "vitest";
import { type ModelRound, modelRound } from "#core/model/round-model.ts";
import { FROM_NOTHING, hasFailed, type ModelRun, modelRun } from "#core/model/run-model.ts";
import type { RoundMode } from "#core/run-event.ts";
import { type ByHand, cancelTasks, redoTasks, retryRun, skipTasks } from "#server/engine/control.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { type Driven, drive } from "#server/engine/testing/drive.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { LEASE_MS, publishDefinition, requestFor } from "#server/engine/testing/published.ts";
import { Random } from "#server/engine/testing/random.ts";
import { runOf, tasksOf } from "#server/engine/testing/rows.ts";
import { type Scenario, scenarios, steady } from "#server/engine/testing/scenario.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);

async function begin({ definition, oracle }: Scenario, isSteady: boolean): Promise<Driven> {
  const published = await publishDefinition(pool, definition);
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  return {
    runId: started?.runId ?? 0,
    workspaceId: published.workspaceId,
    definition,
    oracle: isSteady ? steady(oracle) : oracle,
    asked: [],
    isSteady,
  };
}

const keyOf = ({ stageId, subtask }: { stageId: string; subtask: number | null }) =>
  subtask === null ? stageId : `${stageId}[${subtask}]`;

const isStage = ({ subtask }: { subtask: number | null }): boolean => subtask === null;

/** The latest round of every task as the database has it. */
async function engineRun(runId: number): Promise<ModelRun> {
  const tasks = (await tasksOf(pool, runId)).filter(({ isLatest }) => isLatest);
  const { status } = await runOf(pool, runId);
  return {
    status,
    tasks: tasks.map(({ stageId, subtask, round, status: end, skipReason, attempt }) => ({
      stageId,
      subtask,
      round,
      status: end,
      skipReason,
      attempts: attempt,
    })),
  };
}

const named = ({ status, tasks }: ModelRun) => ({
  status,
  tasks: Object.fromEntries(tasks.map(({ stageId, subtask, ...end }) => [keyOf({ stageId, subtask }), end])),
});

/** Without what depends on how far a subtask had come when a round was opened: whether it went on, or was carried over. */
const anyhow = ({ status, tasks }: ModelRun): ModelRun => ({
  status,
  tasks: tasks.map((task) => {
    if (isStage(task)) return task;
    const status = task.status === "skipped" ? "completed" : task.status;
    return { ...task, status, skipReason: null, attempts: 0 };
  }),
});

/**
 * Holds a run against its model, and returns how it ended. A canceled run stopped somewhere on the way: what had ended by
 * then ended as the model says.
 */
async function expectSameEnd({ runId, isSteady }: Driven, model: ModelRun): Promise<ModelRun> {
  expect(await auditFinished(pool, runId)).toEqual([]);
  const ended = await engineRun(runId);
  const [ends, expected] = [named(isSteady ? anyhow(ended) : ended), named(isSteady ? anyhow(model) : model)];
  if (ended.status !== "canceled") expect(ends).toEqual(expected);
  else
    for (const [key, end] of Object.entries(ends.tasks))
      if (end.status !== "canceled") expect({ [key]: end }).toEqual({ [key]: expected.tasks[key] });
  return ended;
}

type PlayedMode = Exclude<RoundMode, "changes">;

const ofRun = ({ runId, workspaceId }: Driven): ByHand => ({ runId, workspaceId, by: "test@example.org" });

/** Skips and cancels stages that have not begun. Returns what came of it. */
async function intervene(run: Driven, hands: Played["hands"], random: Random) {
  const byHand = new Map<string, "skipped" | "canceled">();
  for (const hand of hands) {
    const open = (await tasksOf(pool, run.runId)).filter(
      (task) => isStage(task) && task.isLatest && (task.status === "waiting" || task.status === "pending"),
    );
    const stage = random.pick(open);
    if (!stage) break;
    const change = hand === "skipped" ? skipTasks : cancelTasks;
    expect(await change(pool, ofRun(run), [stage.id])).toMatchObject({ outcome: "done" });
    byHand.set(stage.stageId, hand);
  }
  return byHand;
}

/** Opens a round as somebody might. Returns what was asked; null when there is nothing that it could be asked of. */
async function openRound(run: Driven, mode: PlayedMode, random: Random): Promise<Omit<ModelRound, "byHand"> | null> {
  const stages = (await tasksOf(pool, run.runId)).filter((task) => isStage(task) && task.isLatest);
  const failed = stages.filter(({ status }) => hasFailed(status));
  if (mode === "retry" && failed.length > 0 && random.chance(0.5)) {
    const { epoch } = await runOf(pool, run.runId);
    expect(await retryRun(pool, ofRun(run), epoch)).toMatchObject({ outcome: "done" });
    return { mode, stages: failed.map(({ stageId }) => stageId) };
  }
  const stage = random.pick(mode === "rerun" ? stages.filter(({ skipReason }) => skipReason !== "not_taken") : failed);
  if (!stage) return null;
  const answer =
    mode === "skip"
      ? await skipTasks(pool, ofRun(run), [stage.id])
      : await redoTasks(pool, ofRun(run), mode, [stage.id]);
  expect(answer).toMatchObject({ outcome: "done" });
  return { mode, stages: [stage.stageId] };
}

const played = fc.record({
  together: fc.array(scenarios, { minLength: 1, maxLength: 3 }),
  workerCount: fc.integer({ min: 1, max: 3 }),
  isSteady: fc.boolean(),
  seed: fc.nat(),
  mishaps: fc.record({
    lostLeases: fc.integer({ min: 0, max: 3 }),
    suspensions: fc.integer({ min: 0, max: 4 }),
    handBacks: fc.integer({ min: 0, max: 3 }),
    pauses: fc.integer({ min: 0, max: 3 }),
    cancels: fc.constantFrom(0, 0, 0, 0, 1),
    changes: fc.integer({ min: 0, max: 3 }),
  }),
  hands: fc.array(fc.constantFrom("skipped" as const, "canceled" as const), { maxLength: 2 }),
  rounds: fc.array(fc.constantFrom<PlayedMode>("retry", "rerun", "skip"), { maxLength: 3 }),
});
type Played = typeof played extends fc.Arbitrary<infer Values> ? Values : never;

/** Plays runs side by side: to their end, and through one round after the other. */
async function play(runs: Driven[], { workerCount, seed, mishaps, hands, rounds }: Played): Promise<void> {
  const random = new Random(seed);
  const toTheEnd = () => drive(pool, runs, workerCount, random, mishaps);
  const ends = new Map<Driven, ModelRun>();
  const models = new Map<Driven, ModelRun>();
  for (const run of runs) {
    const byHand = await intervene(run, hands, random);
    models.set(run, modelRun(run.definition, run.oracle, { ...FROM_NOTHING, byHand }));
  }
  await toTheEnd();
  for (const [run, model] of models) ends.set(run, await expectSameEnd(run, withChanges(run, model)));
  for (const mode of rounds) {
    models.clear();
    for (const [run, end] of ends) {
      const asked = await openRound(run, mode, random);
      if (!asked) continue;
      const byHand = await intervene(run, hands, random);
      models.set(run, modelRound(run.definition, run.oracle, end, { ...asked, byHand }));
    }
    await toTheEnd();
    for (const [run, model] of models) ends.set(run, await expectSameEnd(run, withChanges(run, model)));
  }
}

/** The model of a run whose reviews were sent back on the way: one round after the other. */
const withChanges = (run: Driven, model: ModelRun): ModelRun =>
  run.asked.splice(0).reduce((before, asked) => modelRound(run.definition, run.oracle, before, asked), model);

/** How many histories are played, and the seed that plays some again: `npm test -- histories <count> <seed>`. */
const HISTORIES = Number(process.env.HEDDLE_HISTORIES ?? 200);
const SEED = process.env.HEDDLE_HISTORIES_SEED;
const LONGEST_MS = HISTORIES * 3_000;

test("random runs end on Postgres as the reference model says, whatever befalls their workers", {
  timeout: LONGEST_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(played, async (plan) => {
      const runs: Driven[] = [];
      try {
        for (const scenario of plan.together) runs.push(await begin(scenario, plan.isSteady));
        await play(runs, plan);
      } finally {
        await pool.query("delete from run where id = any($1)", [runs.map(({ runId }) => runId)]);
      }
    }),
    // A failure is made smaller when its seed is played again: a smaller one of several workers may fail no more.
    { numRuns: HISTORIES, endOnFailure: SEED === undefined, ...(SEED !== undefined && { seed: Number(SEED) }) },
  );
});
