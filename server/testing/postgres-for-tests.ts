import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "#server/migrate.ts";
import { connect } from "#server/postgres/connect.ts";
import { startPostgres } from "#server/postgres/start-postgres.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** The database that every test database is a copy of. */
export const TEMPLATE = "heddle_template";

/** Vitest's global setup: one Postgres for all test files, durable only as long as the tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = temporaryHome("test");
  const postgres = await startPostgres({
    dataDir: join(folder, "postgres"),
    log: () => undefined,
    settings: { fsync: "off", full_page_writes: "off", max_wal_size: "4GB" },
  });
  await makeTemplate(postgres.url);
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = await connect(url);
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  await migrate(withDatabase(url, TEMPLATE));
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
