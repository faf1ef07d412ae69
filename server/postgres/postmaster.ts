import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** What the running server says about itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  isReady: boolean;
}

/** A pid that no system gives out: above every pid_max. */
const NO_PROCESS = 2_147_483_646;

export function readPostmaster(dataDir: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, isReady: lines[7]?.trim() === "ready" } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process lives and may be the server; a zombie, or a pid that the system gave to another program, does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.includes("(postgres)") && !stat.includes(") Z ");
  } catch {
    return process.platform !== "linux";
  }
}

/** Postgres takes a zombie, or another program with the noted pid, for a running server: note a pid that cannot be. The file itself must stay, it guards the shared memory. */
export function forgetPostmaster(dataDir: string): void {
  const file = join(dataDir, "postmaster.pid");
  const [, ...rest] = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, [NO_PROCESS, ...rest].join("\n"));
}

/** Fulfilled when a process that is not our child is gone; does not keep this one alive. */
export async function whenExited(pid: number): Promise<void> {
  while (isRunning(pid)) await pause(250, undefined, { ref: false });
}

/** Waits until the process is gone; false when it still runs after `timeoutMs`. */
async function hasExited(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await pause(10);
  }
  return true;
}

/** Ends the server: sessions are cut off and changes flushed; after 8 s at once, which the next start recovers from. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    if (await hasExited(pid, signal === "SIGINT" ? 8000 : 1000)) return;
  }
}
