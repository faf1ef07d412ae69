import { afterAll, expect, test } from "vitest";
import { NewRule } from "#core/rule.ts";
import { createPool } from "#server/db.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { createRule, updateRule } from "#server/rules/change-rules.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const connections = Array.from({ length: 10 }, () => createPool(url, 1));
afterAll(() => Promise.all(connections.map((connection) => connection.end())));

const TASKS = 2_000;
const MAX = 3;

test("ten workers and thousands of tasks never exceed a rule, and leave no slot behind", {
  timeout: 120_000,
}, async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const rule = (max: number) => NewRule.parse({ type: "concurrency", stage: "a", max });
  const { id } = await createRule(pool, published.workspaceId, rule(MAX), "test");
  await startRuns(
    pool,
    Array.from({ length: TASKS }, () => requestFor(published)),
    LEASE_MS,
  );
  let done = 0;

  async function work(worker: TestWorker): Promise<void> {
    let rows: ReturnType<typeof rowOf>[] = [];
    while (done < TASKS) {
      const { claimed, moved } = await worker.advance(rows, 2);
      done += moved.length;
      rows = (claimed?.tasks ?? []).map((task) => rowOf(task, COMPLETED));
    }
  }
  let most = 0;
  /** Looks how many run, again and again, until so many are done. */
  async function watch(until: number, allowed: number): Promise<void> {
    while (done < until) {
      const { rows } = await pool.query<{ running: number }>(
        "select count(*)::int as running from task where status = 'running'",
      );
      const running = rows[0]?.running ?? 0;
      if (running > allowed) throw new Error(`${running} run at once, ${allowed} may`);
      most = Math.max(most, running);
    }
  }
  // Lowered and raised on the way: at the lower limit what runs already stays.
  const change = (async () => {
    await watch(TASKS / 3, MAX);
    await updateRule(pool, published.workspaceId, id, rule(1));
    await watch((TASKS * 2) / 3, MAX);
    await updateRule(pool, published.workspaceId, id, rule(5));
    await watch(TASKS, 5);
  })();
  await Promise.all([...connections.map((connection) => work(new TestWorker(connection))), change]);

  expect(most).toBeGreaterThan(MAX);
  const { rows } = await pool.query(
    `select (select count(*)::int from task where status <> 'completed') as left,
            (select count(*)::int from task_slot) as held, (select sum(used)::int from slot) as used`,
  );
  expect(rows).toEqual([{ left: 0, held: 0, used: 0 }]);
});
