import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { supervise } from "#scripts/supervisor/supervised-process.ts";

function start(script: string[], lines: string[] = []) {
  const child = supervise({ name: "child", script, env: {}, log: (line) => lines.push(line) });
  onTestFinished(() => child.stop(5000));
  return child;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a process that crashes is started again", async () => {
  const lines: string[] = [];
  const child = start(["scripts/supervisor/testing/says-ready.ts"], lines);
  await child.ready;
  const first = child.pid;

  child.crash();

  await expect.poll(() => child.pid !== undefined && child.pid !== first, { timeout: 10_000 }).toBe(true);
  expect(child.restarts).toBe(1);
  expect(lines).toEqual(["The child process ended with SIGKILL; starting it again in 0.1 s"]);
});

test("a process that cannot start says so, and is tried again after pauses that double", async () => {
  const lines: string[] = [];
  const child = start(["--eval=process.exit(3)", "scripts/supervisor/testing/says-ready.ts"], lines);

  await expect(child.ready).rejects.toThrow("The child process ended with code 3");
  await expect.poll(() => lines.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  expect(lines[1]).toBe("The child process ended with code 3; starting it again in 0.2 s");
});

test("a stopped process stays stopped", async () => {
  const child = start(["scripts/supervisor/testing/says-ready.ts"]);
  await child.ready;
  const pid = child.pid ?? 0;

  await child.stop(5000);

  expect(child.pid).toBeUndefined();
  expect(isAlive(pid)).toBe(false);
});

test.skipIf(!existsSync("/proc/self"))("when the supervisor is killed, its children stop by themselves", async () => {
  const supervisor = spawn(process.execPath, ["scripts/supervisor/testing/supervises.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await once(supervisor.stdout, "data");
  const pid = Number(String(printed));
  expect(isAlive(pid)).toBe(true);

  supervisor.kill("SIGKILL");

  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
});
