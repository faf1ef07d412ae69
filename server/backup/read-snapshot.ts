import type { Client } from "pg";
import type { BackupStart } from "#server/backup/backup-format.ts";

/** Who works at the moment is no part of a backup; the migrations are made anew. */
const LEFT_OUT = ["_prisma_migrations", "worker"];

/** The tables that a backup holds, with their columns. */
export async function tablesOf(client: Client): Promise<BackupStart["tables"]> {
  const { rows } = await client.query<BackupStart["tables"][number]>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
     group by c.relname
     order by c.relname`,
    [LEFT_OUT],
  );
  return rows;
}

/** The migrations that the database has, oldest first. */
export async function migrationsOf(client: Client): Promise<BackupStart["migrations"]> {
  const { rows } = await client.query<BackupStart["migrations"][number]>(
    `select migration_name as name, checksum from _prisma_migrations
     where rolled_back_at is null and finished_at is not null
     order by migration_name`,
  );
  return rows;
}

/** The numbers that were given out last; never less than what the snapshot has. */
export async function sequencesOf(client: Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; last: number }>(
    `select sequencename as name, last_value::float8 as last from pg_sequences
     where schemaname = 'public' and last_value is not null`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
