import type { ServerView } from "#core/operations-views.ts";
import type { Queryable } from "#server/db.ts";
import { heddleVersion } from "#server/version.ts";

/** What this server is: its versions, and the settings that tell how it behaves. */
export async function serverState(db: Queryable, leaseMs: number): Promise<ServerView> {
  const { rows } = await db.query<{ postgres: string; migration: string | null; connections: number; most: number }>(
    `select current_setting('server_version') as postgres,
            (select max(migration_name) from _prisma_migrations where finished_at is not null) as migration,
            (select count(*)::int4 from pg_stat_activity where datname = current_database()) as connections,
            current_setting('max_connections')::int4 as most`,
  );
  const [row] = rows;
  if (!row) throw new Error("The server did not tell what it is");
  const { postgres, migration, connections, most } = row;
  return {
    version: heddleVersion(),
    node: process.versions.node,
    postgres,
    migration,
    connections,
    maxConnections: most,
    leaseMs,
  };
}
