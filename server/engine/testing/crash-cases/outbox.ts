import type { Pool } from "#server/db.ts";
import { claimDeliveries, recordDeliveries } from "#server/engine/deliveries.ts";
import { claimSpawns, finishSpawns } from "#server/engine/spawns.ts";
import { type CrashCase, claimed } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain, LEASE_MS, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf } from "#server/engine/testing/test-worker.ts";

const URL = "https://example.org/hook";
const TELLING: StageInput[] = [
  {
    id: "a",
    actions: [
      { on: "start", url: URL },
      { on: "success", url: URL },
    ],
    spawns: [{ workflow: "test.flow" }],
  },
  { id: "b" },
];

const SENDER = { slots: 10, perHost: 10, hosts: new Map<string, number>(), leaseMs: LEASE_MS };

/** A run whose first stage has completed: its deliveries and follow-ups are due. */
async function told(pool: Pool) {
  const at = await claimed(pool, TELLING, chain("a", "b"));
  await at.worker.settle([at.task], COMPLETED);
  return at;
}

/** What follows outside from what happens inside. */
export const OUTBOX_CASES: Record<string, CrashCase> = {
  "settling a stage with actions and follow-ups": async (pool) => {
    const { task, worker } = await claimed(pool, TELLING, chain("a", "b"));
    return (db) => worker.on(db).advance([rowOf(task, COMPLETED)], 5);
  },
  "claiming deliveries": async (pool) => {
    await told(pool);
    return (db) => claimDeliveries(db, SENDER);
  },
  "recording what a delivery came to": async (pool) => {
    await told(pool);
    const { deliveries } = await claimDeliveries(pool, SENDER);
    const results = deliveries.map(({ id, lease }, index) =>
      index === 0
        ? ({ id, lease, status: "delivered", sent: true, response_status: 200 } as const)
        : ({ id, lease, status: "pending", sent: true, after_ms: 60_000, error: "status 500" } as const),
    );
    return (db) => recordDeliveries(db, results);
  },
  "claiming follow-ups": async (pool) => {
    await told(pool);
    return (db) => claimSpawns(db, 10, LEASE_MS);
  },
  "starting the runs of a follow-up": async (pool) => {
    const { version, runId, task } = await told(pool);
    const [spawn] = await claimSpawns(pool, 10, LEASE_MS);
    if (!spawn) throw new Error("No follow-up is due");
    const requests = [1, 2].map((n) =>
      requestFor(version, {
        idempotency_key: `spawn:${spawn.spawnId}:${n}`,
        origin_run_id: runId,
        origin_task_id: task.taskId,
      }),
    );
    return (db) => finishSpawns(db, [{ ...spawn, requests }], LEASE_MS);
  },
};
