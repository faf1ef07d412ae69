import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Counts {
  passed: number;
  failed: number;
}

/** Runs the command lines of a step one after the other, as long as they succeed; true when all did. */
export async function succeeds(commands: readonly string[][], env: Record<string, string> = {}): Promise<boolean> {
  for (const [command = "", ...args] of commands) {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    const stop = () => child.kill("SIGTERM");
    process.once("SIGTERM", stop);
    const [code] = await once(child, "exit");
    process.removeListener("SIGTERM", stop);
    if (code !== 0) return false;
  }
  return true;
}

/** A step that counts as one check: a line before, a line after. */
export async function check(title: string, work: () => Promise<boolean>): Promise<Counts> {
  const begin = Date.now();
  console.log(`\n▸ ${title}`);
  const isGood = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  console.log(`${isGood ? "✓" : "✗"} ${title}, ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
