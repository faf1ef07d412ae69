import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { childEnv } from "#server/env.ts";
import { createHandles } from "#server/reports/handles.ts";
import { testDatabase } from "#server/testing/database.ts";
import { SECRET, startedOutside } from "#server/testing/outside.ts";

const { pool, url } = await testDatabase();
const REPORTERS = 24;
const TASKS = 4;
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** A process that serves the report door, and its address. */
async function startDoor() {
  const env = childEnv({ DATABASE_URL: url, HEDDLE_SECRET: SECRET, LOG_LEVEL: "silent" });
  const child = fork("scripts/supervisor/testing/serves-reports.ts", { env });
  running.add(child);
  const gone = once(child, "exit").then(() => running.delete(child));
  const [port] = (await once(child, "message")) as [number];
  return { child, gone, address: `http://127.0.0.1:${port}` };
}

/** Reports until the process is gone; returns how many reports were sent, and how many were answered as taken. */
async function reportUntilGone(address: string, paths: string[], onTaken: () => void) {
  const told = { sent: 0, taken: 0 };
  const reporter = async (index: number) => {
    for (let turn = index; ; turn++) {
      told.sent += 1;
      const response = await fetch(address + paths[turn % paths.length], { method: "PUT", body: '{"newSuccess":1}' });
      expect(response.status).toBe(202);
      told.taken += 1;
      onTaken();
    }
  };
  await Promise.allSettled(Array.from({ length: REPORTERS }, (_, index) => reporter(index)));
  return told;
}

test("a report that was answered is never lost, though the process is killed between two others", async () => {
  const handles = createHandles(SECRET, "");
  const paths: string[] = [];
  for (let task = 0; task < TASKS; task++) paths.push((await startedOutside(pool, handles)).handle);
  const stored = async () =>
    (await pool.query<{ sum: number }>("select sum(succeeded)::bigint as sum from progress")).rows[0]?.sum ?? 0;

  for (const killAfter of [1, 150, 700]) {
    const before = await stored();
    const { child, gone, address } = await startDoor();
    let left = killAfter;
    const told = await reportUntilGone(address, paths, () => {
      left -= 1;
      if (left === 0) child.kill("SIGKILL");
    });
    await gone;
    // What was under way may have been committed without an answer; nothing else may differ.
    const added = (await stored()) - before;
    expect(told.taken).toBeGreaterThanOrEqual(killAfter);
    expect(added).toBeGreaterThanOrEqual(told.taken);
    expect(added).toBeLessThanOrEqual(told.sent);
  }
}, 60_000);
