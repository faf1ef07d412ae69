import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createHeddleClient } from "#client/heddle-client.ts";
import type { RunEvent } from "#core/run-event.ts";
import { childEnv } from "#server/env.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const home = mkdtempSync(join(tmpdir(), "heddle-client-"));
const running = new Set<ChildProcess>();
const services = await testServices();
const workspace = await newWorkspace(services);
const owner = callerFor(services, await workspace.as("owner"));

afterAll(async () => {
  for (const child of running) await kill(child);
  rmSync(home, { recursive: true });
});

async function serve(port: number): Promise<{ child: ChildProcess; port: number }> {
  const env = childEnv({
    DATABASE_URL: services.pool.options.connectionString,
    HEDDLE_HOME: home,
    HEDDLE_SECRET: "a secret for tests that is long enough",
    PORT: String(port),
  });
  const child = fork("scripts/supervisor/testing/serves-feeds.ts", { env });
  running.add(child);
  const [got] = (await once(child, "message")) as [number];
  return { child, port: got };
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child);
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("an iterator goes on behind its last event when the server was killed and is there again", async () => {
  const { runId, seen } = await gatedRun(services, workspace, "reconnect");
  const { secret: apiKey } = await owner.keys.create({ name: "test", role: "viewer" });
  const { child, port } = await serve(0);
  const heddle = createHeddleClient({ url: `http://127.0.0.1:${port}`, apiKey });
  const events: RunEvent[] = [];

  for await (const event of heddle.runs.events(runId)) {
    events.push(event);
    if (event.type !== "task.awaiting_review") continue;
    await kill(child);
    await owner.reviews.decide({ ...seen, decision: "approved", form: { risk: "low" } });
    await serve(port);
  }

  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: "run.status", data: { status: "completed" } });
}, 60_000);
