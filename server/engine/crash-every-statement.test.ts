import { afterEach, beforeAll, expect, test } from "vitest";
import type { Pool } from "#server/db.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { BY_HAND_CASES } from "#server/engine/testing/crash-cases/by-hand.ts";
import { CALL_WAIT_CASES } from "#server/engine/testing/crash-cases/call-waits.ts";
import { CHECK_CASES } from "#server/engine/testing/crash-cases/checks.ts";
import { NESTED_CASES } from "#server/engine/testing/crash-cases/nested.ts";
import { OUTBOX_CASES } from "#server/engine/testing/crash-cases/outbox.ts";
import { REBUILD_CASES } from "#server/engine/testing/crash-cases/rebuild.ts";
import { REPORT_CASES } from "#server/engine/testing/crash-cases/reports.ts";
import { RULE_CASES } from "#server/engine/testing/crash-cases/rules.ts";
import { SAID_TWICE, WORK_CASES } from "#server/engine/testing/crash-cases/work.ts";
import { dyingAt, everyRow, plantCrashPoints } from "#server/engine/testing/crash-points.ts";
import { endsOf } from "#server/engine/testing/ends.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
// Before the first connection is made: what each of them calls is counted. A query at "connect" would meet the first one.
pool.options.options += " -c track_functions=pl";
beforeAll(() => plantCrashPoints(pool));
afterEach(clear);

async function clear(): Promise<void> {
  await pool.query("truncate run, event, batch, slot, task_slot, worker, rule cascade");
}

/** Does all that is left to do, as workers and people who come later would. */
async function finish(db: Pool): Promise<void> {
  const worker = new TestWorker(db);
  await db.query("update task set lease_expires_at = now() - interval '1 hour' where lease is not null");
  await rescueTasks(db);
  await worker.runAll();
}

test.each(
  Object.entries({
    ...WORK_CASES,
    ...BY_HAND_CASES,
    ...OUTBOX_CASES,
    ...REPORT_CASES,
    ...CHECK_CASES,
    ...NESTED_CASES,
    ...CALL_WAIT_CASES,
    ...RULE_CASES,
    ...REBUILD_CASES,
  }),
)(
  "a crash at any statement of %s leaves nothing behind, and done again it ends alike",
  {
    timeout: 120_000,
  },
  async (name, begin) => {
    const happen = await begin(pool);
    await happen(pool);
    await finish(pool);
    const ends = await endsOf(pool);
    await clear();

    for (let point = 1; ; point++) {
      const again = await begin(pool);
      const before = await everyRow(pool);
      const hasDied = await dyingAt(url, point, again);
      if (hasDied) {
        expect(await everyRow(pool), `after a crash at point ${point}`).toEqual(before);
        await again(pool);
      } else expect(point, "crash points").toBeGreaterThan(2);
      // The answer of a call that was committed may be lost too: its caller calls again.
      const committed = await everyRow(pool);
      await again(pool);
      if (!SAID_TWICE.has(name)) expect(await everyRow(pool), "a repeated call").toEqual(committed);
      await finish(pool);
      if (!SAID_TWICE.has(name)) expect(await endsOf(pool), `after a crash at point ${point}`).toEqual(ends);
      await clear();
      if (!hasDied) return;
    }
  },
);

test("every function of the engine that writes is among what is killed", async () => {
  await pool.query("select pg_stat_force_next_flush()");
  const { rows } = await pool.query<{ name: string }>(
    `select p.proname as name
     from pg_proc p
     left join pg_stat_user_functions f on f.funcid = p.oid
     where p.pronamespace = 'engine'::regnamespace and p.provolatile = 'v' and f.calls is null
     order by 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual([]);
});
