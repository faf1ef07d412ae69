import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pino } from "pino";
import { afterAll, expect, test } from "vitest";
import { newOwner } from "#scripts/demo/new-owner.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { testServices } from "#server/testing/services.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const services = await testServices();
const url = await serveDoors(services);
const sandbox = createSandboxPool({ threads: 1 });
const databaseUrl = String(services.pool.options.connectionString);
const worker = await startWorker(
  services.pool,
  {
    expressions: services.expressions,
    artifacts: services.artifacts,
    handlers: testHandlers(sandbox),
    judge: createJudge({ expressions: services.expressions, sandbox }),
    random: Math.random,
  },
  {
    url: databaseUrl,
    directUrl: databaseUrl,
    slots: 16,
    leaseMs: services.leaseMs,
    pollMs: 1_000,
    maxInputBytes: services.maxInputBytes,
  },
  pino({ level: "silent" }),
);
afterAll(async () => {
  await worker.stop();
  sandbox.close();
});
const { apiKey } = await newOwner(url, "ada@example.org");

/** The command as somebody starts it, from wherever they are. */
function heddle(...args: string[]) {
  const env = { ...process.env, HEDDLE_URL: url, HEDDLE_API_KEY: apiKey };
  const command = join(import.meta.dirname, "../scripts/heddle.mjs");
  return spawn(process.execPath, [command, ...args], { cwd: tmpdir(), env, stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(command: ReturnType<typeof heddle>): Promise<{ code: number; out: string }> {
  const [out, [code]] = await Promise.all([command.stdout.toArray(), once(command, "exit")]);
  return { code, out: Buffer.concat(out).toString() };
}

test("a license is run and watched in one terminal, and approved in another", async () => {
  const text = join(import.meta.dirname, "../examples/license-review/texts/MPL-2.0.txt");
  const input = ["-i", "id=MPL-2.0", "-i", "name=MPL-2.0", "-i", `text=@${text}`];
  const watching = heddle("run", "license.review", ...input, "--watch");
  const watched = ended(watching);
  let review = "";
  for await (const line of createInterface(watching.stderr)) {
    [, review = review] = /heddle review show (\d+)/.exec(line) ?? [];
    if (review) break;
  }

  const approved = await ended(heddle("review", "approve", review, "--form", "risk=medium", "--json"));

  expect(approved.code).toBe(0);
  expect(JSON.parse(approved.out)).toMatchObject({ decision: "approved" });
  const { code, out } = await watched;
  expect(code).toBe(0);
  expect(out).toMatch(/^license\.review {2}run \d+ {2}MPL-2\.0 {2}completed in /);
  expect(out).toContain("by ada@example.org (key demo): approved, risk medium");
  expect(out).toContain("report.md");
}, 120_000);
