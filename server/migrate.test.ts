import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { migrate as migrateWith, readMigrations } from "#server/migrate.ts";
import { connect } from "#server/postgres/connect.ts";
import { emptyDatabase } from "#server/testing/database.ts";

const migration = (name: string, sql: string) => ({
  name,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});
const first = migration("1_first", "create table thing (id int primary key); insert into thing values (1);");
const second = migration("2_second", "alter table thing add column title text;");

const engine = { sql: "create schema if not exists engine; comment on schema engine is 'one'", hash: "one" };

const migrate = (url: string, migrations = readMigrations()) => migrateWith(url, migrations, engine);

async function database() {
  const url = await emptyDatabase();
  const client = await connect(url);
  onTestFinished(() => client.end());
  return { url, client };
}

test("migrations are applied in order, each once, and entered in Prisma's bookkeeping", async () => {
  const { url, client } = await database();

  expect(await migrate(url, [first])).toEqual(["1_first"]);
  expect(await migrate(url, [first, second])).toEqual(["2_second"]);
  expect(await migrate(url, [first, second])).toEqual([]);

  const { rows } = await client.query(
    "select migration_name, checksum, applied_steps_count from _prisma_migrations order by migration_name",
  );
  expect(rows).toEqual([
    { migration_name: "1_first", checksum: first.checksum, applied_steps_count: 1 },
    { migration_name: "2_second", checksum: second.checksum, applied_steps_count: 1 },
  ]);
});

test("processes that start together apply every migration once", async () => {
  const { url, client } = await database();

  const applied = await Promise.all([1, 2, 3].map(() => migrate(url, [first, second])));

  expect(applied.flat().sort()).toEqual(["1_first", "2_second"]);
  expect((await client.query("select * from thing")).rowCount).toBe(1);
});

test("a migration that fails leaves nothing half-written, and those before it stay", async () => {
  const { url, client } = await database();
  const broken = migration("2_broken", "create table other (id int); select 1/0;");

  await expect(migrate(url, [first, broken])).rejects.toThrow(
    "The migration 2_broken failed and was rolled back: division by zero",
  );

  const { rows } = await client.query(
    "select to_regclass('thing') is not null as thing, to_regclass('other') is null as other",
  );
  expect(rows).toEqual([{ thing: true, other: true }]);
});

test("a database that is newer than the code is refused and not touched", async () => {
  const { url } = await database();
  await migrate(url, [first, second]);

  await expect(migrate(url, [first])).rejects.toThrow("newer than this Heddle (it has the migration 2_second)");
});

test("a migration that was changed after it had been applied is refused", async () => {
  const { url } = await database();
  await migrate(url, [first]);

  await expect(migrate(url, [{ ...first, checksum: "changed" }])).rejects.toThrow("1_first was changed after");
});

test("a database that cannot be reached is named without its password", async () => {
  const refusal = migrate("postgres://someone:hunter2@127.0.0.1:1/heddle", []);

  await expect(refusal).rejects.toThrow(
    'DATABASE_URL: cannot connect to the database "heddle" at 127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)',
  );
});

test("the migrations of Heddle apply to an empty database, and the engine's functions after them", async () => {
  const { url, client } = await database();

  expect(await migrateWith(url)).toEqual(readMigrations().map(({ name }) => name));

  const { rows } = await client.query("select engine.advance(null, false, 0, 0, '[]', '{}', '{}') as advanced");
  expect(rows[0]?.advanced).toMatchObject({ moved: [], claimed: null });
});

test("the engine's functions are replaced when they are others, and left alone when they are the same", async () => {
  const { url, client } = await database();
  const answering = (answer: number, hash: string) => ({
    sql: `drop schema if exists engine cascade; create schema engine;
          create function engine.answer() returns int language sql return ${answer};
          comment on schema engine is '${hash}'`,
    hash,
  });
  const answer = async () => (await client.query<{ answer: number }>("select engine.answer()")).rows[0]?.answer;

  await migrateWith(url, [first], answering(1, "one"));
  expect(await answer()).toBe(1);
  await migrateWith(url, [first], answering(2, "one"));
  expect(await answer()).toBe(1);
  await migrateWith(url, [first], answering(2, "two"));
  expect(await answer()).toBe(2);
});
