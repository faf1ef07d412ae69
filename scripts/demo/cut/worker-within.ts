import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import type { NetworkName, TwoNetworks } from "#scripts/demo/cut/two-networks.ts";
import { childEnv, type EnvSource } from "#server/env.ts";

const ROOT = `${import.meta.dirname}/../../..`;
const GRACE_MS = 8_000;

export interface WorkerWithin {
  /** What it has logged so far. */
  log(): string;
  /** Tells it to stop, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts a worker in a network; it is told by its tags which one it is. Resolves when it is ready. */
export async function startWorkerWithin(
  networks: TwoNetworks,
  name: NetworkName,
  env: EnvSource,
  logFile: string,
): Promise<WorkerWithin> {
  const [program, ...before] = networks.within(name);
  const output = openSync(logFile, "a");
  const child = spawn(
    program,
    [...before, process.execPath, "--import", "#scripts/supervisor/follow-parent.ts", "worker/main.ts"],
    { cwd: ROOT, env: childEnv(env), stdio: ["ignore", output, output, "ipc"] },
  );
  const ended = once(child, "exit");
  const [first] = await Promise.race([once(child, "message"), ended]);
  if (first !== "ready")
    throw new Error(`The worker in network ${name} did not start:\n${readFileSync(logFile, "utf8")}`);
  return {
    log: () => readFileSync(logFile, "utf8"),
    async stop() {
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}
