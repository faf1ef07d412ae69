import { connect } from "#server/postgres/connect.ts";
import { compactTable } from "#server/retention/compact-table.ts";

/** What grows with every run. */
const TABLES = [
  ...["run", "task", "event", "review", "artifact", "attempt", "progress", "delivery", "spawn", "run_key"],
  ...["cache_entry", "llm_usage", "task_memory", "host_call"],
];
/** One process at a time. */
export const COMPACT_LOCK = 72_707_372;

/**
 * Gives back to the system what deleted runs have left empty, while all goes on. Returns how many bytes; none while another
 * process is at it. `directUrl` is not a transaction pooler's.
 */
export async function compact(directUrl: string): Promise<number> {
  const client = await connect(directUrl);
  try {
    const { rows } = await client.query<{ isMine: boolean }>(`select pg_try_advisory_lock($1) as "isMine"`, [
      COMPACT_LOCK,
    ]);
    let freed = 0;
    if (!rows[0]?.isMine) return freed;
    for (const table of TABLES) {
      const { before, after } = await compactTable(client, table);
      freed += before - after;
    }
    return freed;
  } finally {
    await client.end();
  }
}
