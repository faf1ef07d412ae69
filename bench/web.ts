import { rmSync } from "node:fs";
import { BENCH_SECRET } from "#bench/reports.ts";
import { newOwner } from "#scripts/demo/new-owner.ts";
import { claimPort } from "#scripts/supervisor/free-port.ts";
import { type SupervisedProcess, supervise } from "#scripts/supervisor/supervised-process.ts";
import type { Pool } from "#server/db.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

/** The web server as it is built, in a process of its own, and its owner's key. */
export interface BenchWeb {
  port: number;
  apiKey: string;
  workspaceId: string;
  process: SupervisedProcess;
  stop(): Promise<void>;
}

/** Serves pages and doors on a database that has no owner yet. */
export async function startWeb(pool: Pool, nodeArgs: readonly string[] = []): Promise<BenchWeb> {
  const home = temporaryHome("bench-web");
  const port = await claimPort(0, "127.0.0.1");
  const url = `http://localhost:${port}`;
  const web = supervise({
    name: "web",
    script: ["scripts/supervisor/web-process.ts"],
    nodeArgs,
    env: {
      DATABASE_URL: pool.options.connectionString,
      HEDDLE_HOME: home,
      HEDDLE_SECRET: BENCH_SECRET,
      HEDDLE_URL: url,
      HEDDLE_RATE_LIMIT: "100000",
      HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
    },
    log: (line) => console.error(line),
  });
  const stop = async () => {
    await web.stop(6_000);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await web.ready;
    const { apiKey } = await newOwner(url, "bench@example.org");
    const { rows } = await pool.query<{ id: string }>("select id from organization");
    return { port, apiKey, workspaceId: rows[0]?.id ?? "", process: web, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
