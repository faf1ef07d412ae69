import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { type RestoreTarget, restoreBackup } from "#server/backup/restore-backup.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { createPool, type Pool } from "#server/db.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { emptyDatabase, testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

/** Short, as the restored copy waits for the leases of workers that it does not have. */
const LEASE_MS = 1_500;
const PADDING = "x".repeat(100_000);

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-backup-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const artifacts = folderStore(join(home, "artifacts"));
const gate = Promise.withResolvers<void>();
const handlers = testHandlers(sandbox);
const workers: StartedWorker[] = [];

afterAll(async () => {
  gate.resolve();
  await Promise.all(workers.map((worker) => worker.stop()));
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

/** A worker, whose code stages wait for the gate when there is one. */
async function workOn(db: Pool, at: string, store: typeof artifacts, held?: Promise<void>): Promise<void> {
  const worker = await startWorker(
    db,
    {
      expressions,
      artifacts: store,
      handlers: {
        ...handlers,
        async code() {
          await held;
          return { kind: "completed", output: null };
        },
      },
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url: at, directUrl: at, slots: 8, leaseMs: LEASE_MS, pollMs: 200, maxInputBytes: 1_048_576 },
    pino({ level: "silent" }),
  );
  workers.push(worker);
}

async function start(published: Published, number: number): Promise<number> {
  const input = { number, padding: PADDING };
  const { hash, size } = await artifacts.put(JSON.stringify(input));
  const [run] = await startRuns(
    pool,
    [requestFor(published, { input: null, input_hash: hash, input_size: size })],
    // What is handed to an idle worker at this moment may be in the backup: in the copy its lease has to run out.
    LEASE_MS,
  );
  return run?.runId ?? 0;
}

interface Told {
  runId: number;
  events: string[];
}

/** What is told of each run, up to what the run itself has counted. */
async function toldBy(db: Pool): Promise<Told[]> {
  const { rows } = await db.query<Told>(
    `select r.id as "runId", array_agg(concat_ws(' ', e.seq, e.type, e.stage_id, e.data::text) order by e.seq) as events
     from run r join event e on e.run_id = r.id
     group by r.id
     order by r.id`,
  );
  return rows;
}

const source = { url, artifacts, secretMark: "mark" };

async function targetOf(changes: Partial<RestoreTarget> = {}) {
  const elsewhere = await emptyDatabase();
  const folder = mkdtempSync(join(home, "elsewhere-"));
  return { url: elsewhere, artifacts: folderStore(folder), secretMark: "mark", mayReplace: false, ...changes };
}

test("a backup that is made while runs go on is one moment of all of them, and a worker elsewhere goes on from there", async () => {
  const published = await publish(
    pool,
    [
      { id: "first" },
      { id: "held", kind: "code", config: { source: "" } },
      { id: "last", config: { expression: "{'number': input.number}" } },
    ],
    chain("first", "held", "last"),
  );
  await workOn(pool, url, artifacts, gate.promise);
  for (let number = 1; number <= 6; number++) await start(published, number);
  await vi.waitFor(async () => expect((await toldBy(pool)).every(({ events }) => events.length > 3)).toBe(true));

  let isWritten = false;
  const file = join(home, "one.tar.zst");
  const writing = writeBackup(source, file).finally(() => {
    isWritten = true;
  });
  for (let number = 7; !isWritten; number++) await start(published, number);
  const written = await writing;
  expect(written).toMatchObject({ file, missing: [] });

  const target = await targetOf();
  const restored = await restoreBackup(file, target);
  expect(restored).toMatchObject({ rows: written.rows, artifacts: written.artifacts, migrated: [] });
  const copy = createPool(target.url, 5);
  onTestFinished(() => copy.end());
  const [original, told] = [await toldBy(pool), await toldBy(copy)];
  expect(told.length).toBeGreaterThanOrEqual(6);
  for (const { runId, events } of told)
    expect(original.find((run) => run.runId === runId)?.events.slice(0, events.length)).toEqual(events);

  await workOn(copy, target.url, target.artifacts);
  onTestFinished(() => workers.pop()?.stop());
  await vi.waitFor(
    async () => {
      const { rows } = await copy.query("select distinct status from run");
      expect(rows).toEqual([{ status: "completed" }]);
    },
    { timeout: 20_000 },
  );
  const { rows } = await copy.query<{ hash: string }>("select distinct input_hash as hash from run");
  for (const { hash } of rows) expect(await target.artifacts.readJson(hash)).toMatchObject({ padding: PADDING });
  // Numbers go on where they were.
  const { rows: next } = await copy.query("select nextval('run_id_seq') > (select max(id) from run) as goes");
  expect(next).toEqual([{ goes: true }]);
});

test("a database that holds something is restored over only when that is asked for", async () => {
  const file = join(home, "two.tar.zst");
  await writeBackup(source, file);
  const target = await targetOf();
  await restoreBackup(file, target);

  await expect(restoreBackup(file, target)).rejects.toThrow(/The database is not empty \(\d+ tables\)/);
  await expect(restoreBackup(file, { ...target, mayReplace: true })).resolves.toMatchObject({ migrated: [] });
});

test("a backup that was cut off, or changed, restores nothing", async () => {
  const file = join(home, "three.tar.zst");
  await writeBackup(source, file);
  const bytes = readFileSync(file);
  const [cut, none] = [join(home, "cut.tar.zst"), join(home, "none.tar.zst")];
  writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
  copyFileSync(import.meta.filename, none);
  const target = await targetOf();

  await expect(restoreBackup(cut, target)).rejects.toThrow("cut.tar.zst is not a backup of Heddle, or is damaged");
  await expect(restoreBackup(none, target)).rejects.toThrow("none.tar.zst is not a backup of Heddle, or is damaged");
  await expect(restoreBackup(join(home, "absent"), target)).rejects.toThrow("There is no backup");
  const left = createPool(target.url, 1);
  onTestFinished(() => left.end());
  const { rows } = await left.query("select relname from pg_class where relnamespace = 'public'::regnamespace");
  expect(rows).toEqual([]);
});

test("a backup is not restored where what is sealed in it cannot be opened, unless that is said", async () => {
  const file = join(home, "four.tar.zst");
  await writeBackup(source, file);

  await expect(restoreBackup(file, await targetOf({ secretMark: "other" }))).rejects.toThrow("HEDDLE_SECRET: is not");
  await expect(restoreBackup(file, await targetOf({ secretMark: null }))).resolves.toMatchObject({ migrated: [] });
});

test("an artifact that is lost is told, and does not bar the backup of the rest", async () => {
  const { hash } = await artifacts.put("soon gone");
  await pool.query(
    `insert into artifact (run_id, task_id, hash, name, media_type, size)
     select run_id, id, $1, 'gone', 'text/plain', 9 from task limit 1`,
    [hash],
  );
  rmSync(join(home, "artifacts", hash.slice(0, 2), hash.slice(2, 4), hash));
  const file = join(home, "five.tar.zst");

  const { missing, artifacts: kept } = await writeBackup(source, file);
  expect(missing).toEqual([hash]);
  expect(kept).toBeGreaterThan(0);
});
