import pg from "pg";
import { expect, test } from "vitest";
import { isUnreachable } from "#server/postgres/is-unreachable.ts";
import { testDatabase } from "#server/testing/database.ts";

const { url, pool } = await testDatabase();

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("a server that is not there, and a connection that is cut, are unreachable", async () => {
  const nowhere = new pg.Client({ connectionString: "postgres://heddle@127.0.0.1:1/heddle" });
  expect(isUnreachable(await errorOf(nowhere.connect()))).toBe(true);

  const cut = new pg.Client({ connectionString: url });
  cut.on("error", () => undefined);
  await cut.connect();
  const error = await errorOf(cut.query("select pg_terminate_backend(pg_backend_pid()), pg_sleep(10)"));
  await cut.end().catch(() => undefined);
  expect(isUnreachable(error)).toBe(true);
  expect(isUnreachable(new Error("No run could be prepared", { cause: error }))).toBe(true);
});

test("a statement that is wrong, and what is no error of the database, are not", async () => {
  expect(isUnreachable(await errorOf(pool.query("select 1/0")))).toBe(false);
  expect(isUnreachable(new Error("Something else"))).toBe(false);
  expect(isUnreachable("nothing")).toBe(false);
});
