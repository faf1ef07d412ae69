import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { DatabaseError } from "pg";
import { type EngineCode, readEngineCode } from "#server/engine/engine-code.ts";
import { connect } from "#server/postgres/connect.ts";
import { Refusal } from "#server/refusal.ts";

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

interface DatabaseState {
  applied: AppliedMigration[];
  /** The hash of the engine's functions that the database has. */
  engine: string | null;
}

const FOLDER = join(import.meta.dirname, "../prisma/migrations");
/** The advisory lock of `prisma migrate deploy`, so that the two never work at once. */
const LOCK = 72_707_369;
const OLDEST_POSTGRES = 150_000;
const DISK_FULL = "53100";

const BOOKKEEPING = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Brings the database up to date and returns the names of the migrations it applied, each in a transaction of its own;
 * then the engine's functions, when they are not those of this code.
 * Costs one query when there is nothing to do. Throws a Refusal when the database is newer than the code.
 */
export async function migrate(
  directUrl: string,
  migrations = readMigrations(),
  engine = readEngineCode(),
): Promise<string[]> {
  const client = await connect(directUrl);
  try {
    const state = await stateOf(client);
    const count = pendingMigrations(state.applied, migrations).length;
    const applied: string[] = [];
    for (let i = 0; i < count; i++) {
      const name = await applyNext(client, migrations);
      // Another process was faster.
      if (!name) break;
      applied.push(name);
    }
    if (state.engine !== engine.hash) await locked(client, () => replaceEngine(client, engine));
    return applied;
  } finally {
    await client.end();
  }
}

/** The migrations in `folder`, oldest first. */
export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pendingMigrations(applied: AppliedMigration[], migrations: Migration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.migration_name);
    if (!migration) {
      throw new Refusal(
        `The database is newer than this Heddle (it has the migration ${row.migration_name}); start the newer version`,
      );
    }
    if (!row.finished_at) {
      throw new Refusal(`The migration ${row.migration_name} did not finish; see \`prisma migrate resolve\``);
    }
    if (migration.checksum !== row.checksum) {
      throw new Refusal(
        `The migration ${row.migration_name} was changed after it had been applied; restore its migration.sql`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function applyNext(client: Client, migrations: Migration[]): Promise<string | undefined> {
  return locked(client, async () => {
    await checkServerVersion(client);
    await client.query(BOOKKEEPING);
    const migration = pendingMigrations((await stateOf(client)).applied, migrations)[0];
    if (migration) await apply(client, migration);
    return migration?.name;
  });
}

/** Applies all of them to an empty database, in the transaction that is open; no other process migrates until it ends. */
export async function applyAll(client: Client, migrations: readonly Migration[]): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
  await checkServerVersion(client);
  await client.query(BOOKKEEPING);
  for (const migration of migrations) await apply(client, migration);
}

async function replaceEngine(client: Client, engine: EngineCode): Promise<void> {
  // Another process may have been faster.
  if ((await stateOf(client)).engine !== engine.hash) await client.query(engine.sql);
}

/** Does the work in one transaction, while no other process migrates. */
async function locked<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    // Held to the end of the transaction, not of the session: it works behind a transaction pooler too.
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === DISK_FULL)
      throw new Refusal("The disk of the database is full; make room and start again, nothing is lost", {
        cause: error,
      });
    throw new Refusal(
      `The migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    );
  }
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

async function stateOf(client: Client): Promise<DatabaseState> {
  try {
    const { rows } = await client.query<AppliedMigration & { engine: string | null }>(
      `select migration_name, checksum, finished_at, obj_description(to_regnamespace('engine')::oid, 'pg_namespace') as engine
       from _prisma_migrations where rolled_back_at is null`,
    );
    return { applied: rows, engine: rows[0]?.engine ?? null };
  } catch (error) {
    const isMissing = error instanceof DatabaseError && error.code === "42P01";
    if (isMissing) return { applied: [], engine: null };
    throw error;
  }
}

async function checkServerVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_POSTGRES) {
    throw new Refusal(`DATABASE_URL: Heddle needs Postgres 15 or newer, this is ${Math.floor(version / 10_000)}`);
  }
}
