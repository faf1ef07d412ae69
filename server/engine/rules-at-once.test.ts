import { expect, test } from "vitest";
import { NewRule } from "#core/rule.ts";
import type { Settlement } from "#core/settle.ts";
import { isFinished } from "#core/statuses.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { sweepSlots } from "#server/engine/slots.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { Random } from "#server/engine/testing/random.ts";
import { runOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createRule, deleteRule, updateRule } from "#server/rules/change-rules.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);

const RUNS = 60;

test("claims, settlements, cancels, rescues and changes of several rules at once neither deadlock, strand a task nor leak a slot", {
  timeout: 120_000,
}, async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "each", rules: [{ type: "concurrency", fields: ["item.host"], max: 1 }] }, { id: "z" }],
    chain("a", "each", "z"),
  );
  const random = new Random(11);
  const rule = (given: object) => NewRule.parse({ type: "concurrency", ...given });
  const { id } = await createRule(pool, published.workspaceId, rule({ max: 6 }), "test");
  await createRule(pool, published.workspaceId, rule({ stage: "each", fields: ["customer"], max: 2 }), "test");
  let done = false;

  const settlementOf = ({ stageId, subtask }: ClaimedTask): Settlement => {
    if (random.chance(0.1)) return { to: "returned", reason: "worker_stopping" };
    if (random.chance(0.1)) return { to: "retrying", error: { code: "test", message: "" }, delayMs: random.below(3) };
    if (stageId === "each" && subtask === null) return fannedOut(4, 3);
    return random.chance(0.05) ? FAILED : COMPLETED;
  };
  const rowsOf = (task: ClaimedTask) => {
    const row = rowOf(task, settlementOf(task));
    return row.items ? { ...row, items: [1, 2, 3, 4].map((n) => ({ host: `host-${n % 3}` })) } : row;
  };

  async function work(): Promise<void> {
    const worker = new TestWorker(pool);
    let held: ClaimedTask[] = [];
    while (!done) {
      const ending = held.filter(() => random.chance(0.7));
      const { claimed } = await worker.advance(ending.map(rowsOf), 3);
      held = [...held.filter((task) => !ending.includes(task)), ...(claimed?.tasks ?? [])];
    }
  }

  async function oversee(): Promise<void> {
    const runs: number[] = [];
    for (let round = 0; !done; round++) {
      if (runs.length < RUNS) {
        const requests = [1, 2, 3].map(() => requestFor(published, { metadata: { customer: `c${random.below(3)}` } }));
        runs.push(...(await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId));
      }
      if (round % 5 === 0) await updateRule(pool, published.workspaceId, id, rule({ max: 2 + random.below(6) }));
      if (round % 7 === 0) {
        const more = await createRule(pool, published.workspaceId, rule({ stage: "z", max: 1 }), "test");
        if (random.chance(0.5)) await cancelRun(pool, published.workspaceId, random.pick(runs) ?? 0);
        await deleteRule(pool, published.workspaceId, more.id);
      }
      await pool.query(
        `update task set lease_expires_at = now() - interval '1 hour'
         where id in (select id from task where lease is not null order by random() limit 1 for update skip locked)`,
      );
      await Promise.all([rescueTasks(pool), sweepSlots(pool)]);
      const states = await Promise.all(runs.map((run) => runOf(pool, run)));
      done = runs.length >= RUNS && states.every(({ status }) => isFinished(status));
    }
    for (const run of runs) expect(await auditFinished(pool, run)).toEqual([]);
  }

  const stopping = (working: Promise<void>) =>
    working.catch((error: unknown) => {
      done = true;
      throw error;
    });
  await Promise.all([work(), work(), work(), work(), work(), work(), oversee()].map(stopping));
  await sweepSlots(pool);
  const { rows } = await pool.query(
    `select (select count(*)::int from task_slot) as held, (select count(*)::int from slot) as slots,
            (select count(*)::int from task where blocked_key is not null) as parked`,
  );
  expect(rows).toEqual([{ held: 0, slots: 0, parked: 0 }]);
});
