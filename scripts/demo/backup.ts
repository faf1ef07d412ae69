import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "#cli/connect.ts";
import { checkEnds, checkWhole, followUps } from "#scripts/chaos/checks.ts";
import { decideReviews, publishPlans, type StartedItem, startItems } from "#scripts/chaos/load.ts";
import { type Plan, plansOver } from "#scripts/chaos/plans.ts";
import { startReceiver } from "#scripts/chaos/receiver.ts";
import { settled } from "#scripts/chaos/settled.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import type { Owner } from "#scripts/demo/new-owner.ts";
import { type Stack, startStack } from "#scripts/supervisor/start-stack.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { secretMark } from "#server/backup/backup-format.ts";
import { restoreBackup } from "#server/backup/restore-backup.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { createPool, type Pool } from "#server/db.ts";
import { Random } from "#server/engine/testing/random.ts";
import { startPostgres } from "#server/postgres/start-postgres.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

/** What the load calls is on this machine; leases are short, as the copy waits for those of workers that it does not have. */
export const BACKUP_ENV = { HEDDLE_LEASE_MS: "3000", HEDDLE_ALLOW_CIDRS: "127.0.0.1/32", LOG_LEVEL: "warn" };

const SEED = 6;
const START_EVERY_MS = 60;
const BEFORE_MS = 10_000;
const AFTER_MS = 5_000;

const say = (line: string) => console.log(line);

/** A backup is made under the load of chaos, restored elsewhere, and every run of the copy ends as the model says. */
export async function backupDemo({ asPerson, asProgram, apiKey }: Owner, stack: Stack): Promise<Counts> {
  const receiver = await startReceiver(SEED);
  const home = temporaryHome("backup");
  const plans = plansOver(receiver.url, SEED);
  await publishPlans(asPerson, plans);
  const over = AbortSignal.timeout(BEFORE_MS + AFTER_MS);
  const deciding = decideReviews(asPerson, SEED, over);
  const starting = startItems(asProgram, plans, new Random(SEED), START_EVERY_MS, over);
  await pause(BEFORE_MS);

  const secret = secretMark(String(stack.env.HEDDLE_SECRET));
  const file = join(home, "backup.tar.zst");
  const kept = folderStore(join(String(stack.env.HEDDLE_HOME), "artifacts"));
  const written = await writeBackup({ url: stack.databaseUrl, artifacts: kept, secretMark: secret }, file);
  say(`${written.rows} rows and ${written.artifacts} artifacts were kept in ${written.bytes} bytes, under load`);
  const started = await starting;
  await deciding;

  const postgres = await startPostgres({ dataDir: join(home, "postgres"), log: say });
  const artifacts = folderStore(join(home, "artifacts"));
  const restored = await restoreBackup(file, { url: postgres.url, artifacts, secretMark: secret, mayReplace: false });
  await postgres.stop();
  say(`${restored.rows} rows and ${restored.artifacts} artifacts were restored elsewhere`);

  const env = { ...BACKUP_ENV, HEDDLE_SECRET: stack.env.HEDDLE_SECRET };
  const copy = await startStack({ home, port: 0, isQuiet: true, env, log: say });
  const pool = createPool(copy.databaseUrl, 2);
  try {
    const done = new AbortController();
    const decidingThere = decideReviews(connect(copy.url, { authorization: `Bearer ${apiKey}` }), SEED, done.signal);
    const there = await itemsIn(pool, plans);
    say(`${there.length} of ${started.length} runs are in the copy; waiting for their end`);
    await settled(pool, say);
    done.abort();
    await decidingThere;
    const { caused, check } = await followUps(pool, SEED, plans, there);
    const checks = [check, ...(await checkEnds(pool, SEED, [...there, ...caused])), ...(await checkWhole(pool, there))];
    const missed = checks.filter(({ isMet }) => !isMet);
    for (const { what } of missed) say(`not met: ${what}`);
    return { passed: checks.length - missed.length, failed: missed.length };
  } finally {
    await pool.end();
    await copy.stop();
    receiver.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The runs that the backup has, as far as they were asked for. */
async function itemsIn(pool: Pool, plans: readonly Plan[]): Promise<StartedItem[]> {
  const { rows } = await pool.query<{ runId: number; item: string; name: string }>(
    `select r.id::int as "runId", r.idempotency_key as item, w.name
     from run r
     join workflow w on w.id = r.workflow_id
     where r.origin_run_id is null and r.idempotency_key is not null`,
  );
  return rows.flatMap(({ runId, item, name }) => {
    const plan = plans.find((each) => each.name === name);
    return plan ? [{ runId, item, plan }] : [];
  });
}
