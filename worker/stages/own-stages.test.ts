import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { runOf } from "#server/engine/testing/rows.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-own-stages-"));
afterAll(() => rmSync(home, { recursive: true }));

/** A worker process of its own, as the supervisor starts it. */
function startProcess(stages: string): ChildProcess {
  const settings = { DATABASE_URL: url, HEDDLE_HOME: home, HEDDLE_SECRET: "a secret for tests that is long enough" };
  const child = spawn(process.execPath, ["worker/main.ts"], {
    env: { ...process.env, ...settings, HEDDLE_STAGES: stages, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("a worker loads the stages of its operator, publishes them, and runs them", async () => {
  const child = startProcess("examples/stages");
  await once(child, "message");

  const { rows } = await pool.query<{ name: string }>("select name from custom_stage order by name");
  expect(rows.map(({ name }) => name)).toEqual(["spending.limit", "word.frequency"]);
  const published = await publish(pool, [{ id: "limit", kind: "custom:spending.limit", config: {} }]);
  const [run] = await startRuns(pool, [requestFor(published, { input: { amount: 5, purpose: "tea" } })], LEASE_MS);
  const runId = run?.runId ?? 0;
  await vi.waitFor(async () => expect((await runOf(pool, runId)).status).toBe("completed"), { timeout: 20_000 });

  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a worker with a broken stage stops with one line that names file and line, and publishes nothing", async () => {
  await pool.query("delete from custom_stage");
  const folder = join(home, "broken");
  mkdirSync(folder);
  writeFileSync(join(folder, "count.ts"), "\nexport const a: = 1;\n");

  const child = startProcess(folder);
  const [output, [code]] = await Promise.all([child.stdout ? text(child.stdout) : "", once(child, "exit")]);

  expect(code).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(JSON.parse(output)).toMatchObject({ msg: expect.stringContaining(`HEDDLE_STAGES: ${folder}/count.ts:2: `) });
  expect((await pool.query("select from custom_stage")).rowCount).toBe(0);
});
