import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Account, give, temporaryFolder } from "#server/postgres/account.ts";
import type { PostgresBinaries } from "#server/postgres/binaries.ts";
import { Refusal } from "#server/refusal.ts";

/** Raised when the layout of the data folder changes, so that an older Heddle refuses a newer folder. */
const FORMAT = 1;
const SUPERUSER = "heddle";

const Access = z.object({ format: z.number(), port: z.number(), password: z.string() });
export type Access = z.infer<typeof Access>;

/** Makes a database cluster unless there is one; interrupted half way it leaves nothing that looks like one. */
export function createCluster(dataDir: string, binaries: PostgresBinaries, account: Account): void {
  if (existsSync(join(dataDir, "PG_VERSION"))) return;
  // A link points at a folder that exists already, and initdb takes one that is empty.
  const unfinished = existsSync(dataDir) ? dataDir : `${dataDir}.new`;
  if (unfinished !== dataDir) rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  give(unfinished, account);
  const password = randomBytes(18).toString("base64url");
  const folder = temporaryFolder(account);
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile, account);
  const made = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
    ],
    { ...account, cwd: folder, encoding: "utf8" },
  );
  rmSync(folder, { recursive: true });
  if (made.status !== 0) throw explainFailure(dataDir, `${made.error?.message ?? ""}${made.stderr ?? ""}`);
  writeAccess(unfinished, { format: FORMAT, port: 0, password }, account);
  if (unfinished !== dataDir) renameSync(unfinished, dataDir);
}

/** How to connect to the cluster; refuses one that another version of Postgres or a newer Heddle wrote. */
export function readAccess(dataDir: string, postgresMajor: number): Access {
  const found = Number.parseInt(readFileSync(join(dataDir, "PG_VERSION"), "utf8"), 10);
  if (found !== postgresMajor) {
    const age = found > postgresMajor ? "a newer Heddle" : "an older Heddle";
    throw new Refusal(
      `The data folder ${dataDir} was written by ${age} (Postgres ${found}, this one has ${postgresMajor}); start that version, or choose another HEDDLE_HOME`,
    );
  }
  const file = join(dataDir, "heddle.json");
  if (!existsSync(file))
    throw new Refusal(`The folder ${dataDir} holds a Postgres that Heddle did not make; choose another HEDDLE_HOME`);
  const access = Access.parse(JSON.parse(readFileSync(file, "utf8")));
  if (access.format > FORMAT) {
    throw new Refusal(
      `The data folder ${dataDir} was written by a newer Heddle; start that version, or choose another HEDDLE_HOME`,
    );
  }
  return access;
}

/** Where the cluster of a running Heddle is reached. Throws a Refusal when there is none. */
export function accessTo(dataDir: string): string {
  const file = join(dataDir, "heddle.json");
  if (!existsSync(file)) throw new Refusal(`There is no database of Heddle in ${dataDir}`);
  return connectionString(Access.parse(JSON.parse(readFileSync(file, "utf8"))));
}

export function writeAccess(dataDir: string, access: Access, account: Account): void {
  const file = join(dataDir, "heddle.json");
  writeFileSync(`${file}.new`, JSON.stringify(access), { mode: 0o600 });
  give(`${file}.new`, account);
  renameSync(`${file}.new`, file);
}

export function connectionString({ port, password }: Access): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Turns what Postgres printed before it gave up into one sentence. */
export function explainFailure(dataDir: string, output: string): Refusal {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new Refusal(
      `The disk is full: Postgres cannot write to ${dataDir}; make room and start again, nothing is lost`,
    );
  }
  if (/Permission denied|has wrong ownership/.test(output)) {
    return new Refusal(
      `Postgres may not use ${dataDir}: it belongs to another account; start Heddle as that account, or choose another HEDDLE_HOME`,
    );
  }
  const reason = output.split("\n").filter((line) => /FATAL|PANIC|error:/.test(line));
  return new Refusal(`Postgres does not start in ${dataDir}: ${reason.at(-1) ?? (output.trim() || "it says nothing")}`);
}
