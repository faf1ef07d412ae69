import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { IS_DUE, IS_NEEDED } from "#server/retention/due-runs.ts";

/** One process sweeps at a time. */
const SWEEP_LOCK = 72_707_371;
/** Small enough that whoever meets a row of it waits for milliseconds. */
const RUNS_AT_ONCE = 100;

interface Kept {
  workflowId: string;
  keepDays: number | null;
  keepRuns: number | null;
}

/**
 * Deletes the runs that no retention keeps, with all that hangs on them, oldest first, `most` of them at most. Returns how
 * many went; none while another process is at it.
 */
export async function sweepRuns(pool: Pool, most: number): Promise<number> {
  const { rows } = await pool.query<Kept>(
    `select w.id as "workflowId", p.keep_days as "keepDays", p.keep_runs as "keepRuns"
     from workflow w
     cross join lateral (
       select * from retention r
       where r.workspace_id = w.workspace_id and (r.workflow_id = w.id or r.workflow_id is null)
       order by r.workflow_id nulls last
       limit 1
     ) p
     where p.keep_days is not null or p.keep_runs is not null`,
  );
  let gone = 0;
  for (const kept of rows) {
    // Each turn looks behind the one before: past what went, and what stays as something needs it.
    for (let last: number | null = 0; last !== null && gone < most; ) {
      const some = await deleteSome(pool, kept, last, Math.min(RUNS_AT_ONCE, most - gone));
      gone += some.gone;
      last = some.last;
    }
  }
  return gone;
}

interface Deleted {
  gone: number;
  /** The last run that was looked at; null when there was none, or another process is at it. */
  last: number | null;
}

function deleteSome(
  pool: Pool,
  { workflowId, keepDays, keepRuns }: Kept,
  after: number,
  limit: number,
): Promise<Deleted> {
  return inTransaction(pool, async (db) => {
    const { rows: locks } = await db.query<{ isMine: boolean }>(`select pg_try_advisory_xact_lock($1) as "isMine"`, [
      SWEEP_LOCK,
    ]);
    if (!locks[0]?.isMine) return { gone: 0, last: null };
    const { rows } = await db.query<{ id: number }>(
      `select r.id from run r
       where ${IS_DUE} and not ${IS_NEEDED} and r.id > $5
       order by r.id
       limit $4
       for update of r skip locked`,
      [workflowId, keepDays, keepRuns, limit, after],
    );
    const gone = await deleteRuns(
      db,
      rows.map(({ id }) => id),
    );
    return { gone, last: rows.at(-1)?.id ?? null };
  });
}

/** Deletes those of these locked runs that are still not needed. */
async function deleteRuns(db: Queryable, runIds: readonly number[]): Promise<number> {
  if (runIds.length === 0) return 0;
  // Whoever finds an output holds its key: from here on nobody finds one of these.
  await db.query("select engine.lock_cache_keys(array(select key from cache_entry where run_id = any($1)))", [runIds]);
  // A statement of its own: it sees who came to need them while the locks were waited for.
  const { rows } = await db.query<{ id: number }>(`select r.id from run r where r.id = any($1) and not ${IS_NEEDED}`, [
    runIds,
  ]);
  const going = rows.map(({ id }) => id);
  await db.query(
    `insert into loose_artifact (hash)
     select input_hash from run where id = any($1) and input_hash is not null
     union select input_hash from task where run_id = any($1) and input_hash is not null
     union select output_hash from task where run_id = any($1) and output_hash is not null
     union select output_hash from attempt where run_id = any($1) and output_hash is not null
     union select hash from artifact where run_id = any($1)
     order by 1
     on conflict (hash) do update set at = now()`,
    [going],
  );
  await db.query("delete from event where run_id = any($1)", [going]);
  const { rows: gone } = await db.query<{ batchId: number | null }>(
    `delete from run where id = any($1) returning batch_id as "batchId"`,
    [going],
  );
  const batchIds = gone.flatMap(({ batchId }) => batchId ?? []);
  if (batchIds.length > 0) await deleteBatches(db, [...new Set(batchIds)]);
  return gone.length;
}

/** A batch goes with the last of its runs. */
async function deleteBatches(db: Queryable, batchIds: readonly number[]): Promise<void> {
  await db.query(
    `with gone as (
       delete from batch b
       where b.id = any($1) and b.finished_at is not null
         and not exists (select from run r where r.batch_id = b.id)
         and not exists (select from delivery d where d.batch_id = b.id and d.status = 'pending')
       returning b.id
     )
     delete from delivery d using gone where d.batch_id = gone.id and d.run_id is null`,
    [batchIds],
  );
}
