import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import type { Heddle } from "#cli/connect.ts";
import type { Checks } from "#scripts/demo/checks.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";
import { createPool, type Pool } from "#server/db.ts";

const TASKS = 10_000;
/** Long enough that the last has gone to sleep before the first wakes, on a slow machine too. */
const SLEEP_MS = 180_000;
const SETTLE_MS = 10_000;
/** Before: a worker at work grows to its size, which has nothing to do with who sleeps. */
const WARM_TASKS = 5_000;
const SHORT_SLEEP_MS = 2_500;
const MAX_MORE_MB = 50;
/** What wakes late for want of a worker's time is late, too. */
const MAX_LATE_MS = 2_000;

export const MANY_SLEEPERS = {
  heddle: 1 as const,
  name: "suspend.sleepers",
  stages: [
    {
      id: "sleep",
      kind: "code" as const,
      timeoutMs: 3_600_000,
      config: {
        source: `export default async ({ n, ms }) => {
  const own = Array.from({ length: 100 }, (_, index) => n + index);
  const due = Date.now() + ms;
  await sleep(ms);
  return { n, lateMs: Date.now() - due, isWhole: own.every((value, index) => value === n + index) };
}`,
      },
    },
  ],
};

const Output = z.object({ n: z.number(), lateMs: z.number(), isWhole: z.boolean() });

/** Ten thousand tasks sleep at once; what their worker holds meanwhile, and when they wake. */
export async function manySleepers(heddle: Heddle, stack: Stack, { check, title }: Checks): Promise<void> {
  const pool = createPool(stack.databaseUrl, 1);
  const submit = (count: number, ms: number) =>
    heddle.batches.submit.mutate({
      workflow: MANY_SLEEPERS.name,
      items: Array.from({ length: count }, (_, n) => ({ n, ms })),
    });
  const ended = async ({ batchId }: { batchId: number }) =>
    (await heddle.batches.get.query({ batchId })).openCount === 0;

  title(`${TASKS.toLocaleString("en")} tasks sleep at once, each for ${SLEEP_MS / 60_000} minutes`);
  const warm = await submit(WARM_TASKS, SHORT_SLEEP_MS);
  await until(() => ended(warm));
  await pause(SETTLE_MS);
  const idle = await memoryOf(stack);
  const begin = performance.now();
  const batch = await submit(TASKS, SLEEP_MS);
  await until(async () => (await sleeping(pool)) === TASKS, SLEEP_MS);
  const asleep = await sleeping(pool);
  console.log(`  ${((performance.now() - begin) / 1000).toFixed(0)} s until all slept`);
  check(`${asleep.toLocaleString("en")} sleep at once`, asleep === TASKS);
  await pause(SETTLE_MS);
  const more = (await memoryOf(stack)) - idle;
  check(
    `the worker holds ${more.toFixed(0)} MB more than the ${idle.toFixed(0)} of an idle one that has worked as well`,
    more <= MAX_MORE_MB && (await sleeping(pool)) === TASKS,
  );

  await until(() => ended(batch));
  const late = await outputsOf(pool, batch.batchId);
  const latest = Math.max(...late.map(({ lateMs }) => lateMs));
  check(
    `all ${late.length.toLocaleString("en")} woke, with what they held`,
    late.length === TASKS && late.every((one) => one.isWhole),
  );
  check(
    `none before its time, the last ${latest} ms after it`,
    latest <= MAX_LATE_MS && late.every(({ lateMs }) => lateMs >= 0),
  );
  await pool.end();
}

/** Asks every half second; for `ms` at most. */
async function until(isSo: () => Promise<boolean>, ms = Number.POSITIVE_INFINITY): Promise<void> {
  const begin = performance.now();
  while (!(await isSo()) && performance.now() - begin < ms) await pause(500);
}

async function sleeping(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from task where status = 'suspended'",
  );
  return rows[0]?.count ?? 0;
}

async function outputsOf(pool: Pool, batchId: number): Promise<z.infer<typeof Output>[]> {
  const { rows } = await pool.query<{ output: unknown }>(
    "select t.output from task t join run r on r.id = t.run_id where r.batch_id = $1 and t.status = 'completed'",
    [batchId],
  );
  return rows.map(({ output }) => Output.parse(output));
}

/** Of all worker processes, in MB. */
async function memoryOf({ workers }: Stack): Promise<number> {
  const pids = workers.map(({ pid }) => String(pid));
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", pids.join(",")]);
  return stdout.split("\n").reduce((sum, line) => sum + Number(line), 0) / 1024;
}
