import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, inject, onTestFinished } from "vitest";
import { createPool, type Pool } from "#server/db.ts";
import { TEMPLATE, withDatabase } from "#server/testing/postgres-for-tests.ts";

export interface TestDatabase {
  url: string;
  pool: Pool;
}

/** How long the server may take to notice that connections were closed. */
const CLOSE_MS = 3000;

/**
 * A database with all migrations applied and a pool on it; call it once, at the top of a test file.
 * It is dropped after the file, which fails when connections other than the pool's were left open.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { name, url } = await createDatabase(TEMPLATE);
  return opened(name, url);
}

function opened(name: string, url: string): TestDatabase {
  const pool = createPool(url, 20);
  afterAll(async () => {
    await pool.end();
    await dropDatabase(name);
  });
  return { url, pool };
}

/** A database that `prepare` makes of an empty one, and a pool on it; dropped after the file, as testDatabase is. */
export async function preparedDatabase(prepare: (url: string) => Promise<void>): Promise<TestDatabase> {
  const { name, url } = await createDatabase("template1");
  await prepare(url);
  return opened(name, url);
}

/** The URL of a database without any table, dropped after the test. */
export async function emptyDatabase(): Promise<string> {
  const { name, url } = await createDatabase("template1");
  onTestFinished(() => dropDatabase(name));
  return url;
}

async function createDatabase(template: string): Promise<{ name: string; url: string }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  return { name, url: withDatabase(inject("postgresUrl"), name) };
}

async function dropDatabase(name: string): Promise<void> {
  await asAdmin(async (admin) => {
    const left = await openConnections(admin, name);
    await admin.query(`drop database ${name} with (force)`);
    if (left.length > 0) throw new Error(`Left open: ${left.length} connections, last doing: ${left.join("; ")}`);
  });
}

async function openConnections(admin: Client, name: string): Promise<string[]> {
  const deadline = Date.now() + CLOSE_MS;
  for (;;) {
    const { rows } = await admin.query<{ query: string }>(
      "select query from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
      [name],
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map(({ query }) => query);
    await pause(20);
  }
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: inject("postgresUrl") });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
