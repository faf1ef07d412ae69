import type { Client } from "pg";
import { Refusal } from "#server/refusal.ts";

/**
 * Makes sure that nothing is in the database, in the open transaction. What is there is dropped when it `mayReplace`; throws
 * a Refusal otherwise, and when somebody else is connected.
 */
export async function emptyDatabase(client: Client, mayReplace: boolean): Promise<void> {
  const { rows } = await client.query<{ tables: number; others: number }>(
    `select (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')) as tables,
            (select count(*)::int from pg_stat_activity
             where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()) as others`,
  );
  const { tables = 0, others = 0 } = rows[0] ?? {};
  if (tables === 0) return;
  if (!mayReplace)
    throw new Refusal(
      `The database is not empty (${tables} tables); restore into an empty one, or replace all that is in it with --force`,
    );
  if (others > 0)
    throw new Refusal(`The database is in use (${others} connections); stop every Heddle on it, then restore`);
  await client.query("drop schema if exists engine cascade; drop schema public cascade; create schema public");
}
