import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startStack } from "#scripts/supervisor/start-stack.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

function homeForTest(): string {
  const home = temporaryHome("stack");
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

test("a database that cannot be reached is one sentence, and the data folder can be used again", async () => {
  const home = homeForTest();
  const start = (database: string) =>
    startStack({
      home,
      port: 0,
      env: { DATABASE_URL: `postgres://a:b@127.0.0.1:1/${database}` },
      log: () => undefined,
    });

  await expect(start("one")).rejects.toThrow('DATABASE_URL: cannot connect to the database "one" at 127.0.0.1:1');
  await expect(start("two")).rejects.toThrow('DATABASE_URL: cannot connect to the database "two"');
  expect(readdirSync(home)).not.toContain("postgres");
});

test("a data folder of a newer version is refused and not touched", async () => {
  const home = homeForTest();
  mkdirSync(join(home, "postgres"));
  writeFileSync(join(home, "postgres/PG_VERSION"), "99\n");

  await expect(startStack({ home, port: 0, log: () => undefined })).rejects.toThrow("was written by a newer Heddle");
  expect(readdirSync(join(home, "postgres"))).toEqual(["PG_VERSION"]);
});

test("a wrong setting is named before anything is written", async () => {
  const home = join(homeForTest(), "new");

  await expect(startStack({ home, port: 0, env: { HEDDLE_SLOTS: "many" }, log: () => undefined })).rejects.toThrow(
    /^HEDDLE_SLOTS: /,
  );
  expect(existsSync(join(home, "postgres"))).toBe(false);
});
