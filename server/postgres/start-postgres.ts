import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { type Account, accountFor, give, reachableBinaries, reachableDataDir } from "#server/postgres/account.ts";
import { findPostgresBinaries, type PostgresBinaries } from "#server/postgres/binaries.ts";
import {
  type Access,
  connectionString,
  createCluster,
  explainFailure,
  readAccess,
  writeAccess,
} from "#server/postgres/cluster.ts";
import {
  forgetPostmaster,
  isRunning,
  readPostmaster,
  stopPostmaster,
  whenExited,
} from "#server/postgres/postmaster.ts";

export interface PostgresOptions {
  /** Made when it does not exist. */
  dataDir: string;
  log(line: string): void;
  /** Server settings beyond ours, e.g. `{ fsync: "off" }` for tests. */
  settings?: Readonly<Record<string, string>>;
  /** It is where it was or nowhere: others know its address by now. Without it a port that is taken makes it take another. */
  keepsPort?: boolean;
}

export interface Postgres {
  url: string;
  pid: number;
  /** Fulfilled when the server is gone, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const POSTGRES_VERSION = "18.4";
const POSTGRES_MAJOR = 18;
/** Crash recovery of a large database takes its time. */
const START_TIMEOUT_MS = 120_000;
/** How long what a killed server left behind may bar a new one. */
const RETRY_MS = 15_000;

/** Starts the embedded Postgres, or adopts the one that a killed Heddle left running; throws a Refusal when it cannot. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = accountFor(options.dataDir);
  const dataDir = reachableDataDir(options.dataDir, account, options.log);
  const binaries = reachableBinaries(await findPostgresBinaries(), POSTGRES_VERSION, account);
  createCluster(dataDir, binaries, account);
  const access = readAccess(dataDir, POSTGRES_MAJOR);
  const orphan = await adoptOrphan(dataDir, access, options.log);
  if (orphan) return running(access, orphan);

  const deadline = Date.now() + RETRY_MS;
  const known = access.port || undefined;
  if (known !== undefined && options.keepsPort) await whenFree(known, deadline);
  let port = known !== undefined && (options.keepsPort || (await isFree(known))) ? known : await freePort();
  for (;;) {
    const current = { ...access, port };
    writeAccess(dataDir, current, account);
    const logFile = join(dataDir, "server.log");
    const child = spawnServer(dataDir, binaries, account, current.port, logFile, options.settings ?? {});
    if (await becomesReady(child, dataDir)) return running(current, child.pid ?? 0, child);
    const output = readFileSync(logFile, "utf8");
    const isTakenPort = /could not bind|could not create any TCP/i.test(output);
    const isLeftover = /lock file|shared memory block/.test(output);
    if ((!isTakenPort && !isLeftover) || Date.now() > deadline) throw explainFailure(dataDir, output);
    if (isTakenPort && !options.keepsPort) port = await freePort();
    await pause(100);
  }
}

function spawnServer(
  dataDir: string,
  binaries: PostgresBinaries,
  account: Account,
  port: number,
  logFile: string,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port,
    max_connections: 200,
    timezone: "UTC",
    ...settings,
  };
  const log = openSync(logFile, "w", 0o600);
  give(logFile, account);
  const child = spawn(
    binaries.postgres,
    ["-D", dataDir, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // Detached, so that Ctrl-C in the terminal reaches the supervisor alone, and Postgres stops last.
    { ...account, cwd: dataDir, detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  child.unref();
  return child;
}

async function becomesReady(child: ChildProcess, dataDir: string): Promise<boolean> {
  let failed = false;
  child.once("exit", () => {
    failed = true;
  });
  child.once("error", () => {
    failed = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!failed && Date.now() < deadline) {
    const postmaster = readPostmaster(dataDir);
    if (postmaster?.pid === child.pid && postmaster?.isReady) return true;
    await pause(10);
  }
  child.kill("SIGKILL");
  return false;
}

function running(access: Access, pid: number, child?: ChildProcess): Postgres {
  return {
    url: connectionString(access),
    pid,
    exited: child ? once(child, "exit").then(() => undefined) : whenExited(pid),
    async stop() {
      // From now on somebody waits for its end.
      child?.ref();
      await stopPostmaster(pid);
    },
  };
}

async function adoptOrphan(dataDir: string, access: Access, log: (line: string) => void): Promise<number | undefined> {
  const postmaster = readPostmaster(dataDir);
  if (!postmaster) return undefined;
  if (!isRunning(postmaster.pid)) {
    forgetPostmaster(dataDir);
    return undefined;
  }
  if (await answers(access, dataDir)) {
    log("Postgres is still running: using it");
    return postmaster.pid;
  }
  log("Postgres is still running but does not answer: restarting it");
  await stopPostmaster(postmaster.pid);
  return undefined;
}

async function answers(access: Access, dataDir: string): Promise<boolean> {
  const client = new Client({
    connectionString: connectionString(access),
    connectionTimeoutMillis: 3000,
    query_timeout: 3000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === dataDir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Below what systems hand out to those who call: a client that tries again and again to reach a server that is down would
 * one day be given the server's own port, reach itself, and bar the port.
 */
const PORTS = { from: 20_000, to: 32_000 };

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
}

async function whenFree(port: number, deadline: number): Promise<void> {
  while (!(await isFree(port)) && Date.now() < deadline) await pause(50);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((settle) => {
    server.once("error", () => settle(false));
    server.listen(port, "127.0.0.1", () => server.close(() => settle(true)));
  });
}
