import { join } from "node:path";
import { lockHome } from "#scripts/supervisor/home-lock.ts";
import type { readSettings } from "#server/env.ts";
import { accessTo } from "#server/postgres/cluster.ts";
import { startPostgres } from "#server/postgres/start-postgres.ts";
import { Refusal } from "#server/refusal.ts";

export interface ReachedDatabase {
  url: string;
  /** Stops what was started to reach it. */
  close(): Promise<void>;
}

/**
 * The database of these settings, for a command beside the server: the one that DATABASE_URL names, the embedded one of a
 * Heddle that runs, or else the embedded one, started for the while. Throws a Refusal when Heddle runs on it and it is
 * wanted alone.
 */
export async function reachDatabase(
  { DATABASE_URL, DATABASE_DIRECT_URL, HEDDLE_HOME }: ReturnType<typeof readSettings>,
  isAlone: boolean,
  log: (line: string) => void,
): Promise<ReachedDatabase> {
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  if (url) return { url, close: async () => undefined };
  const dataDir = join(HEDDLE_HOME, "postgres");
  const release = await lockHome(HEDDLE_HOME).catch((error: unknown) => {
    if (isAlone || !(error instanceof Refusal)) throw error;
    return undefined;
  });
  if (!release) return { url: accessTo(dataDir), close: async () => undefined };
  const postgres = await startPostgres({ dataDir, log });
  return {
    url: postgres.url,
    async close() {
      await postgres.stop();
      release();
    },
  };
}
