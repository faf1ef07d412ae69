import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "#server/postgres/connect.ts";
import { keepPostgres } from "#server/postgres/keep-postgres.ts";
import { readPostmaster } from "#server/postgres/postmaster.ts";
import { type Postgres, startPostgres } from "#server/postgres/start-postgres.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

function temporaryDataDir(): string {
  const folder = temporaryHome("postgres-test");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "postgres");
}

async function start(dataDir: string): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, log: () => undefined });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = await connect(url);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("what was written is there again after a stop and a start, at the same address", async () => {
  const dataDir = temporaryDataDir();
  const first = await start(dataDir);
  await query(first.url, "create table kept as select 1 as id");
  await first.stop();
  await first.exited;

  const second = await start(dataDir);

  expect(second.url).toBe(first.url);
  expect(await query(second.url, "select * from kept")).toEqual([{ id: 1 }]);
});

test("nobody gets in without the password, and no other account reads it", async () => {
  const dataDir = temporaryDataDir();
  const { url } = await start(dataDir);
  const guess = new URL(url);
  guess.password = "guess";

  await expect(connect(guess.href)).rejects.toThrow("password authentication failed");
  expect(statSync(join(dataDir, "heddle.json")).mode & 0o777).toBe(0o600);
});

test("a server that a killed Heddle left running is adopted", async () => {
  const dataDir = temporaryDataDir();
  const left = await start(dataDir);

  const adopted = await start(dataDir);

  expect(adopted.pid).toBe(left.pid);
  await adopted.stop();
  await adopted.exited;
  expect(readPostmaster(dataDir)).toBeUndefined();
});

test("a server that does not answer is stopped and started again", async () => {
  const dataDir = temporaryDataDir();
  const stuck = await start(dataDir);
  const file = join(dataDir, "heddle.json");
  const access = readFileSync(file, "utf8");
  writeFileSync(file, access.replace(/"port":\d+/, '"port":1'));

  const restarted = await start(dataDir);

  await stuck.exited;
  expect(restarted.pid).not.toBe(stuck.pid);
  expect(await query(restarted.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server killed at any moment is started again at the same address, with all that was committed", async () => {
  const dataDir = temporaryDataDir();
  const { promise: restarting, resolve: isRestarting } = Promise.withResolvers<void>();
  const kept = await keepPostgres({ dataDir, log: () => isRestarting() });
  onTestFinished(() => kept.stop());
  await query(kept.url, "create table kept as select 1 as id");
  const killed = kept.pid;
  process.kill(killed, "SIGKILL");
  await restarting;

  await expect.poll(() => kept.pid !== killed, { timeout: 20_000 }).toBe(true);

  expect(await query(kept.url, "select * from kept")).toEqual([{ id: 1 }]);
});

test("another program on its port makes it take a free one", async () => {
  const dataDir = temporaryDataDir();
  const first = await start(dataDir);
  await first.stop();
  await first.exited;
  const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
  onTestFinished(() => void squatter.close());

  const second = await start(dataDir);

  expect(second.url).not.toBe(first.url);
  expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server whose port another takes while it is down waits for the port: others know its address", async () => {
  const dataDir = temporaryDataDir();
  const first = await start(dataDir);
  await first.stop();
  await first.exited;
  const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
  await once(squatter, "listening");

  const starting = startPostgres({ dataDir, log: () => undefined, keepsPort: true });
  setTimeout(() => squatter.close(), 300);
  const second = await starting;
  onTestFinished(() => second.stop());

  expect(second.url).toBe(first.url);
  expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server takes no port that callers are given", async () => {
  const { url } = await start(temporaryDataDir());

  expect(Number(new URL(url).port)).toBeLessThan(32_768);
});

test("a data folder of a newer Postgres is refused and not touched", async () => {
  const dataDir = temporaryDataDir();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "PG_VERSION"), "99\n");

  await expect(start(dataDir)).rejects.toThrow(/was written by a newer Heddle \(Postgres 99, this one has 18\)/);
});

test("a data folder of a newer Heddle is refused", async () => {
  const dataDir = temporaryDataDir();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "PG_VERSION"), "18\n");
  writeFileSync(join(dataDir, "heddle.json"), JSON.stringify({ format: 2, port: 1, password: "" }));

  await expect(start(dataDir)).rejects.toThrow("was written by a newer Heddle; start that version");
});

test("a Postgres that Heddle did not make is left alone", async () => {
  const dataDir = temporaryDataDir();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "PG_VERSION"), "18\n");

  await expect(start(dataDir)).rejects.toThrow("holds a Postgres that Heddle did not make");
});
