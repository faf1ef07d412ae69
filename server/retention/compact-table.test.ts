import { expect, onTestFinished, test } from "vitest";
import { connect } from "#server/postgres/connect.ts";
import { COMPACT_LOCK, compact } from "#server/retention/compact.ts";
import { compactTable } from "#server/retention/compact-table.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();

test("space of what was deleted returns to the system, and the rest stays as it is", async () => {
  const client = await connect(url);
  onTestFinished(() => client.end());
  await pool.query(
    `insert into event (run_id, seq, type, data)
     select n / 10, n % 10, 'stage.log',
            json_build_object('n', n, 'text', md5(n::text))
     from generate_series(1, 20000) n`,
  );
  const kept =
    "select md5(string_agg(concat_ws(' ', run_id, seq, data), ',' order by run_id, seq)) as sum from event where run_id >= 1950";
  const { rows: before } = await pool.query(kept);
  await pool.query("delete from event where run_id < 1950");
  const { before: was, after } = await compactTable(client, "event");

  expect((await pool.query(kept)).rows).toEqual(before);
  // Little is left of so small a table beside the pages that one transaction moves.
  expect(after).toBeLessThan(was * 0.3);
});

test("all tables that grow with runs are compacted, by one process at a time", async () => {
  await pool.query(
    "insert into event (run_id, seq, type, data) select n, 1, 'stage.log', json_build_object('n', n) from generate_series(5001, 25000) n",
  );
  await pool.query("delete from event where run_id between 5001 and 24000");

  const other = await pool.connect();
  await other.query("select pg_advisory_lock($1)", [COMPACT_LOCK]);
  expect(await compact(url)).toBe(0);
  await other.query("select pg_advisory_unlock($1)", [COMPACT_LOCK]);
  other.release();
  expect(await compact(url)).toBeGreaterThan(1_000_000);
});
