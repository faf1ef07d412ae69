import pg from "pg";
import { connectionConfig, type Pool, type Queryable } from "#server/db.ts";

/** Tables of people and their access; the engine never writes them. */
const NOT_THE_ENGINES =
  /^(user|session|account|verification|organization|member|invitation|api_key|_prisma_migrations|move)$/;

/** The tables that the engine writes. */
export async function engineTables(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname",
  );
  return rows.map(({ name }) => name).filter((name) => !NOT_THE_ENGINES.test(name));
}

/**
 * Makes every statement that writes a place to die at, before it and after it, inside functions too, and so the commit
 * of whatever changed a run.
 */
export async function plantCrashPoints(pool: Pool): Promise<void> {
  await pool.query(`
    create function crash_point() returns trigger language plpgsql as $$
      declare
        v_left int := coalesce(nullif(current_setting('crash.after', true), ''), '0')::int;
      begin
        if v_left = 1 then
          perform pg_terminate_backend(pg_backend_pid());
          perform pg_sleep(5);
        end if;
        if v_left > 0 then
          perform set_config('crash.after', (v_left - 1)::text, false);
        end if;
        return null;
      end $$;
    create constraint trigger crash_at_commit after insert or update on run deferrable initially deferred
      for each row execute function crash_point();`);
  for (const table of await engineTables(pool))
    for (const when of ["before", "after"])
      await pool.query(
        `create trigger crash_${when} ${when} insert or update or delete on "${table}" for each statement execute function crash_point()`,
      );
}

/**
 * Does something on a connection of its own that dies at the given crash point, counted from 1.
 * Returns whether it died; false means that there are fewer points, and that it was done.
 */
export async function dyingAt(url: string, point: number, work: (db: Queryable) => Promise<unknown>): Promise<boolean> {
  const client = new pg.Client(connectionConfig(url));
  let backend = 0;
  // The death of the connection is the point.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      "select pg_backend_pid() as pid, set_config('crash.after', $1, false)",
      [String(point)],
    );
    backend = rows[0]?.pid ?? 0;
    await work(client);
    return false;
  } catch (error) {
    if (!isDeath(error)) throw error;
    await gone(url, backend);
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Its last words arrive before its locks are free: whoever passes over what is locked would find too little. */
async function gone(url: string, pid: number): Promise<void> {
  const client = new pg.Client(connectionConfig(url));
  await client.connect();
  try {
    while ((await client.query("select from pg_stat_activity where pid = $1", [pid])).rowCount !== 0);
  } finally {
    await client.end();
  }
}

const isDeath = (error: unknown): boolean =>
  error instanceof Error &&
  (("code" in error && error.code === "57P01") || /Connection terminated/.test(error.message));

/** Every row that the engine keeps, to be compared as a whole. */
export async function everyRow(pool: Pool): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const table of await engineTables(pool)) {
    const found = await pool.query<{ row: unknown }>(`select to_json(t)::text as row from "${table}" t order by 1`);
    rows[table] = found.rows.map(({ row }) => row);
  }
  return rows;
}
