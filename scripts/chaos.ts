import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Check, checkEffects, checkEnds, checkRule, checkWhole, followUps } from "#scripts/chaos/checks.ts";
import { wreakHavoc } from "#scripts/chaos/havoc.ts";
import { decideReviews, pauseRuns, publishPlans, startItems } from "#scripts/chaos/load.ts";
import { plansOver } from "#scripts/chaos/plans.ts";
import { startReceiver } from "#scripts/chaos/receiver.ts";
import { settled } from "#scripts/chaos/settled.ts";
import { newOwner } from "#scripts/demo/new-owner.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { startStack } from "#scripts/supervisor/start-stack.ts";
import { createPool } from "#server/db.ts";
import { Random } from "#server/engine/testing/random.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";
import { Refusal } from "#server/refusal.ts";

const START_EVERY_MS = 120;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    workers: { type: "string", default: "4" },
  },
});

function numberOf(name: keyof typeof values, least: number): number {
  const number = Number(values[name]);
  if (!Number.isFinite(number) || number < least) throw new Refusal(`--${name}: must be a number from ${least} on`);
  return number;
}

await runScript(async () => {
  const [minutes, seed, workers] = [numberOf("minutes", 0.05), numberOf("seed", 0), numberOf("workers", 1)];
  const random = new Random(seed);
  const home = temporaryHome("chaos");
  const startedAt = Date.now();
  const say = (line: string) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  console.log(`Chaos for ${minutes} minutes with ${workers} workers; the seed is ${seed}\n`);

  const receiver = await startReceiver(seed);
  const env = { HEDDLE_LEASE_MS: "3000", HEDDLE_ALLOW_CIDRS: "127.0.0.1/32", LOG_LEVEL: "warn" };
  const stack = await startStack({ home, port: 0, isQuiet: true, workers, env, log: say });
  const pool = createPool(stack.databaseUrl, 2);
  const checks: Check[] = [];
  try {
    const { asPerson, asProgram } = await newOwner(stack.url, "chaos@example.org");
    const plans = plansOver(receiver.url, seed);
    await publishPlans(asPerson, plans);

    const [over, done] = [AbortSignal.timeout(minutes * 60_000), new AbortController()];
    const pausing = pauseRuns(asPerson, new Random(seed + 2), over);
    const deciding = decideReviews(asPerson, seed, done.signal);
    const [started, blows] = await Promise.all([
      startItems(asProgram, plans, new Random(seed + 1), START_EVERY_MS, over),
      wreakHavoc(stack, random, say, over),
    ]);
    say(`${started.length} runs were started, ${await pausing} times one was paused; waiting for their end`);
    await settled(pool, say);
    done.abort();
    say(`${await deciding} reviews were decided, ${receiver.effects.size} effects were had`);
    for (const [blow, times] of Object.entries(blows)) say(`${blow}: ${times} times`);

    const { caused, check } = await followUps(pool, seed, plans, started);
    checks.push(check, ...(await checkEnds(pool, seed, [...started, ...caused])));
    checks.push(...(await checkWhole(pool, started)));
    checks.push(...(await checkEffects(pool, receiver)));
    checks.push(...checkRule(receiver, blows));
  } finally {
    await pool.end();
    await stack.stop();
    receiver.close();
  }
  const missed = checks.filter(({ isMet }) => !isMet);
  for (const { what } of missed) console.log(`not met: ${what}`);
  if (missed.length === 0) rmSync(home, { recursive: true });
  else console.log(`\nThe database and the logs are in ${home}; again with --seed ${seed}`);
  console.log(`\n${checks.length - missed.length} passed, ${missed.length} failed`);
  process.exit(missed.length === 0 ? 0 : 1);
});
