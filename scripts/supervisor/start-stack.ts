import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { claimPort } from "#scripts/supervisor/free-port.ts";
import { lockHome } from "#scripts/supervisor/home-lock.ts";
import { prepareDatabase } from "#scripts/supervisor/prepare-database.ts";
import { type SupervisedProcess, supervise } from "#scripts/supervisor/supervised-process.ts";
import { type EnvSource, readEnv, readSettings } from "#server/env.ts";
import { type KeptPostgres, keepPostgres } from "#server/postgres/keep-postgres.ts";
import { Refusal } from "#server/refusal.ts";
import { readSecret } from "#server/secret.ts";

export interface StackOptions {
  /** The data folder, absolute. */
  home: string;
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** Settings beside these, for web and workers; DATABASE_URL among them replaces the embedded Postgres. */
  env?: EnvSource;
  /** How many worker processes; one unless said. */
  workers?: number;
  /** Puts the output of web and workers into `<home>/logs/` instead of the terminal. */
  isQuiet?: boolean;
  /** Watches the sources and rebuilds pages on change. */
  isDevelopment?: boolean;
  log(line: string): void;
}

export interface Stack {
  /** Where pages are served, for this machine. */
  url: string;
  databaseUrl: string;
  /** What web and workers got as their environment. */
  env: EnvSource;
  web: SupervisedProcess;
  workers: readonly SupervisedProcess[];
  /** Undefined when DATABASE_URL names another. */
  postgres: KeptPostgres | undefined;
  /** Stops all within ten seconds, Postgres last. */
  stop(): Promise<void>;
}

const GRACE_MS = 6000;

/** Starts Postgres unless there is one, migrates it, starts web and workers, and returns when pages are served. Throws a Refusal, with all stopped again, when that cannot be. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { home, log, isDevelopment = false } = options;
  const host = options.host ?? "127.0.0.1";
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    while (stops.length > 0) await stops.pop()?.();
  };
  try {
    readSettings({ ...options.env, PORT: String(options.port), HOST: host });
    stops.push(await lockHome(home));
    const port = await claimPort(options.port, host);
    const postgres = options.env?.DATABASE_URL
      ? undefined
      : await keepPostgres({ dataDir: join(home, "postgres"), log });
    if (postgres) stops.push(() => postgres.stop());
    const env = stackEnv(options, port, host, postgres?.url);
    const databases = readEnv(env);
    await prepareDatabase(databases, log);

    const logFile = (name: string) => (options.isQuiet ? join(home, "logs", `${name}.log`) : undefined);
    if (options.isQuiet) mkdirSync(join(home, "logs"), { recursive: true });
    const web = supervise({
      name: "web",
      script: ["scripts/supervisor/web-process.ts", ...(isDevelopment ? ["development"] : [])],
      env,
      logFile: logFile("web"),
      log,
    });
    const workers = Array.from({ length: options.workers ?? 1 }, (_, index) =>
      supervise({
        name: index === 0 ? "worker" : `worker ${index + 1}`,
        script: ["worker/main.ts"],
        nodeArgs: isDevelopment ? ["--watch", "--watch-preserve-output"] : [],
        env,
        logFile: logFile(`worker-${index + 1}`),
        log,
      }),
    );
    stops.push(() => Promise.all([web, ...workers].map((process) => process.stop(GRACE_MS))));
    const url = `http://${host === "0.0.0.0" || host === "::" ? "localhost" : host}:${port}`;
    await web.ready.catch((error: Error) => {
      throw new Refusal(`${error.message} before it served a page: see above`);
    });
    return { url, databaseUrl: databases.DATABASE_URL, env, web, workers, postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function stackEnv(options: StackOptions, port: number, host: string, embeddedUrl: string | undefined): EnvSource {
  const { home, env = {}, isDevelopment } = options;
  return {
    ...env,
    DATABASE_URL: embeddedUrl ?? env.DATABASE_URL,
    DATABASE_DIRECT_URL: embeddedUrl ?? (env.DATABASE_DIRECT_URL || env.DATABASE_URL),
    HEDDLE_HOME: home,
    HEDDLE_SECRET: readSecret({ HEDDLE_SECRET: env.HEDDLE_SECRET || undefined, HEDDLE_HOME: home }),
    PORT: String(port),
    HOST: host,
    HEDDLE_URL: env.HEDDLE_URL || `http://localhost:${port}`,
    NODE_ENV: isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
