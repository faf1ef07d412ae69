import { expect, test } from "vitest";
import type { Queryable } from "#server/db.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import { ListItems, listItems } from "#server/items/list-items.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();

const RUNS = 30_000;
const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
const { workspaceId, workflowId, versionId } = published;
await startRun(pool, published);
// Each item has ten runs.
await pool.query(
  `insert into run (workspace_id, workflow_id, version_id, item_id, status, input, input_size, started_by, last_seq, task_count, open_count, finished_at)
   select $1, $2, $3, 'item-' || lpad((n / 10)::text, 6, '0'), 'completed', '{}', 2, 'test', 1, 0, 0, now()
   from generate_series(0, ${RUNS - 1}) n`,
  [workspaceId, workflowId, versionId],
);
await pool.query(
  `insert into task (run_id, stage_id, status, started_at, finished_at)
   select r.id, s.stage_id, 'completed', now(), now() from run r join stage s on s.version_id = r.version_id where r.status = 'completed'`,
);
await pool.query("analyze run, task");

/** The list's answer, and the plan by which Postgres found it. */
async function planOf(asked: object) {
  const plans: string[] = [];
  const explaining = {
    query: async (text: unknown, values?: unknown[]) => {
      if (typeof text === "string") {
        const { rows } = await pool.query<{ "QUERY PLAN": string }>(`explain (analyze, costs off) ${text}`, values);
        plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      }
      return pool.query(text as string, values);
    },
  } as unknown as Queryable;
  const page = await listItems(
    explaining,
    workspaceId,
    ListItems.parse({ workflow: published.definition.name, ...asked }),
  );
  return { page, plan: plans.join("\n") };
}

test.each([
  ["the newest", {}, 50],
  ["a rare status of a stage that has ended", { stage: "a", status: "failed" }, 0],
  ["a status of a stage that is open", { stage: "a", status: "pending" }, 0],
  ["a search", { search: "item-00012" }, 10],
])("items are found by index, however many runs there are: %s", async (_, asked, count) => {
  const { page, plan } = await planOf(asked);

  expect(page.rows).toHaveLength(count);
  expect(plan).not.toMatch(/Seq Scan on (run|task)\b/);
  expect(plan).toMatch(/using (run_items|run_by_status)/);
});

test("what is rare is looked for step by step: each page goes on where the one before it ended, and none is skipped", async () => {
  let cursor: string | null = null;
  let pages = 0;
  do {
    const { page } = await planOf({ stage: "a", status: "failed", cursor });
    expect(page.rows).toEqual([]);
    cursor = page.next;
    pages += 1;
  } while (cursor);
  expect(pages).toBe(Math.floor((RUNS + 1) / 5_000) + 1);
});
