import { type Client, DatabaseError } from "pg";
import { quoted } from "#server/backup/read-snapshot.ts";

export interface Compacted {
  /** Bytes of table, large values and indexes. */
  before: number;
  after: number;
}

/** So many pages are emptied in one transaction: its rows are locked for some milliseconds. */
const PAGES_AT_ONCE = 128;
/** A row stays on its page while that has room for it; each move takes some of it, and so many take all. */
const MOST_MOVES = 300;
const MOST_TURNS = 10;
/** A turn that leaves more than this of the size before it is the last one. */
const WORTHWHILE = 0.9;
/** Below the second after which Postgres looks for deadlocks: who works on the rows never pays for the move. */
const PATIENCE_MS = 100;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Gives the free space of a table back to the system while it is used: what its last pages hold is written anew, which
 * takes it to free space further in front; then vacuum cuts the empty end off, and the indexes are built anew beside the
 * old ones. The connection must not be in a transaction, and no trigger may refuse updates of the table.
 */
export async function compactTable(client: Client, table: string): Promise<Compacted> {
  const before = await sizeOf(client, table, "pg_total_relation_size");
  // Notes where free space is, and cuts off what is empty at the end already.
  await client.query(`vacuum ${quoted(table)}`);
  const rewrite = await rewriting(client, table);
  // Nobody says where Postgres finds room: each turn leaves a part of the table empty at its end.
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const size = await sizeOf(client, table, "pg_table_size");
    await moveRows(client, table, rewrite);
    await client.query(`vacuum ${quoted(table)}`);
    if ((await sizeOf(client, table, "pg_table_size")) > size * WORTHWHILE) break;
  }
  await rebuildIndexes(client, table);
  return { before, after: await sizeOf(client, table, "pg_total_relation_size") };
}

async function moveRows(client: Client, table: string, rewrite: string): Promise<void> {
  const pages = await pagesOf(client, table);
  // Once a row finds no room in front, the table grows: then it is as small as it gets.
  for (let end = pages; end > 0 && (await pagesOf(client, table)) < pages + PAGES_AT_ONCE; end -= PAGES_AT_ONCE)
    await emptyPages(client, table, rewrite, Math.max(0, end - PAGES_AT_ONCE), end);
}

/** Moves the rows of these pages, except those that others hold; none of them when that would have to wait for others. */
async function emptyPages(client: Client, table: string, rewrite: string, from: number, end: number): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`set local lock_timeout = ${PATIENCE_MS}`);
    for (let move = 0; move < MOST_MOVES; move++) {
      const { rowCount } = await client.query(
        `update ${quoted(table)} set ${rewrite}
         where ctid = any(array(
           select ctid from ${quoted(table)} where ctid >= $1::tid and ctid < $2::tid for update skip locked
         ))`,
        [`(${from},0)`, `(${end},0)`],
      );
      if (!rowCount) break;
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    if (!(error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE)) throw error;
  }
}

/** An assignment that writes a row anew as it is. */
async function rewriting(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
     order by attnum
     limit 1`,
    [quoted(table)],
  );
  const column = quoted(rows[0]?.name ?? "");
  return `${column} = ${column}`;
}

async function rebuildIndexes(client: Client, table: string): Promise<void> {
  // What a rebuild has left that was cut short.
  const { rows } = await client.query<{ name: string }>(
    `select indexrelid::regclass::text as name from pg_index where indrelid = to_regclass($1) and not indisvalid`,
    [quoted(table)],
  );
  for (const { name } of rows) await client.query(`drop index concurrently if exists ${name}`);
  await client.query(`reindex table concurrently ${quoted(table)}`);
}

async function pagesOf(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ pages: number }>(
    "select (pg_relation_size(to_regclass($1)) / current_setting('block_size')::int)::int as pages",
    [quoted(table)],
  );
  return rows[0]?.pages ?? 0;
}

async function sizeOf(client: Client, table: string, of: "pg_table_size" | "pg_total_relation_size"): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(`select ${of}(to_regclass($1))::float8 as bytes`, [
    quoted(table),
  ]);
  return rows[0]?.bytes ?? 0;
}
