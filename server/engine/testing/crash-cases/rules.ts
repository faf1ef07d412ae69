import { randomUUID } from "node:crypto";
import { NewRule } from "#core/rule.ts";
import type { Pool } from "#server/db.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { sweepSlots } from "#server/engine/slots.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { type CrashCase, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { LEASE_MS, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createRule } from "#server/rules/change-rules.ts";

/** Three runs under a rule of one. */
async function ruled(pool: Pool): Promise<Published> {
  const version = await publish(pool, stages("a"));
  await createRule(pool, version.workspaceId, NewRule.parse({ type: "concurrency", stage: "a", max: 1 }), "test");
  await startRuns(
    pool,
    [1, 2, 3].map(() => requestFor(version)),
    LEASE_MS,
  );
  return version;
}

/** The same, the first of them at work. */
async function held(pool: Pool): Promise<{ version: Published; worker: TestWorker; task: ClaimedTask }> {
  const version = await ruled(pool);
  const worker = new TestWorker(pool);
  return { version, worker, task: await worker.claimOne() };
}

/** Two runs with a stage each for workers of the default and of another tag, under a rule; the first `max` of them are at work. */
async function tagged(pool: Pool, max: number): Promise<{ worker: TestWorker; task: ClaimedTask }> {
  const rules = [{ type: "concurrency" as const, kind: "transform", fields: [], max }];
  const version = await publish(pool, [
    { id: "a", rules },
    { id: "b", rules, workerTag: "gpu" },
  ]);
  await startRuns(pool, [requestFor(version), requestFor(version)], LEASE_MS);
  const worker = new TestWorker(pool);
  const [task] = await worker.claim();
  if (!task) throw new Error("There was nothing to claim");
  await new TestWorker(pool, randomUUID(), ["gpu"]).claim();
  return { worker, task };
}

/** What rules add to a claim and to every way out of it. */
export const RULE_CASES: Record<string, CrashCase> = {
  "claiming under a rule": async (pool) => {
    await ruled(pool);
    const worker = new TestWorker(pool);
    return (db) => worker.on(db).claim();
  },
  "settling what holds a slot, and claiming what waits for it": async (pool) => {
    const { worker, task } = await held(pool);
    return (db) => worker.on(db).advance([rowOf(task, COMPLETED)], 5);
  },
  "canceling a run that holds a slot": async (pool) => {
    const { version, task } = await held(pool);
    return (db) => cancelRun(db, version.workspaceId, task.runId);
  },
  "sweeping a slot that nobody needs": async (pool) => {
    const { version, worker, task } = await held(pool);
    await worker.settle([task], COMPLETED);
    const { rows } = await pool.query<{ id: number }>("select id from run where finished_at is null");
    for (const { id } of rows) await cancelRun(pool, version.workspaceId, id);
    return (db) => sweepSlots(db);
  },
  "settling what holds a slot that work of other workers waits for, too": async (pool) => {
    const { worker, task } = await tagged(pool, 1);
    return (db) => worker.on(db).settle([task], COMPLETED);
  },
  "sweeping a slot with room that nobody takes whose turn it is": async (pool) => {
    const { worker, task } = await tagged(pool, 2);
    await worker.settle([task], COMPLETED);
    return (db) => sweepSlots(db);
  },
  "changing a rule": async (pool) => {
    const { version } = await held(pool);
    return (db) =>
      db.query(`do $$ begin
        perform engine.lock_rules();
        update rule set max = 2;
        perform engine.apply_rules('${version.workspaceId}');
      end $$`);
  },
  "starting what a dedupe rule finds, and what none finds": async (pool) => {
    const version = await publish(pool, stages("a"));
    const requests = ["x", "x", "y"].map((key) =>
      requestFor(version, { dedupe: [{ key: `${version.workflowId} ${key}`, statuses: ["queued", "running"] }] }),
    );
    return (db) => startRuns(db, requests, LEASE_MS);
  },
};
