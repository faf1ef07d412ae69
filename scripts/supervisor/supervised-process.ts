import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { childEnv, type EnvSource } from "#server/env.ts";

export interface ProcessOptions {
  /** How log lines name it, e.g. "worker". */
  name: string;
  /** The entry file, from the root, and its arguments. */
  script: readonly string[];
  /** Node's own, e.g. `["--watch"]`. */
  nodeArgs?: readonly string[];
  env: EnvSource;
  /** Where its output goes; the terminal without one. */
  logFile?: string | undefined;
  log(line: string): void;
}

export interface SupervisedProcess {
  /** Undefined between a crash and the restart. */
  readonly pid: number | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  /** Fulfilled at the first message of the process, which says that it is ready; rejected when it crashed without one. */
  readonly ready: Promise<void>;
  /** For tests and demonstrations: a crash, after which it is started again. */
  crash(): void;
  /** SIGTERM, then SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Who ran this long is well: the next crash is its first again. */
const HEALTHY_MS = 30_000;
const ROOT = `${import.meta.dirname}/../..`;

/** Starts a Node process and starts it again whenever it ends, after a pause that doubles from crash to crash. */
export function supervise(options: ProcessOptions): SupervisedProcess {
  const { promise: ready, resolve: isReady, reject: isBroken } = Promise.withResolvers<void>();
  ready.catch(() => undefined);
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let restarts = 0;

  async function keepRunning(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      child = start(options);
      child.once("message", () => isReady());
      const end = await endOf(child);
      child = undefined;
      if (stopping.signal.aborted) return;
      isBroken(new Error(`The ${options.name} process ended with ${end}`));
      if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      options.log(`The ${options.name} process ended with ${end}; starting it again in ${pauseMs / 1000} s`);
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      restarts += 1;
    }
  }
  const ended = keepRunning();

  return {
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    ready,
    crash: () => void child?.kill("SIGKILL"),
    async stop(graceMs) {
      stopping.abort();
      child?.kill("SIGTERM");
      const killer = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

function start({ script, nodeArgs = [], env, logFile }: ProcessOptions): ChildProcess {
  const output = logFile ? openSync(logFile, "a") : "inherit";
  const child = spawn(process.execPath, ["--import", "#scripts/supervisor/follow-parent.ts", ...nodeArgs, ...script], {
    cwd: ROOT,
    env: childEnv(env),
    // In a group of its own, so that Ctrl-C in the terminal reaches the supervisor alone, which stops it in order.
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
  });
  if (typeof output === "number") closeSync(output);
  return child;
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, "exit");
    return signal ?? `code ${code}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
