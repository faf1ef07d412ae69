import { text } from "node:stream/consumers";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { BACKUP_FORMAT, BackupEnd, BackupStart, FIRST, LAST } from "#server/backup/backup-format.ts";
import { emptyDatabase } from "#server/backup/empty-database.ts";
import { dropForeignKeys } from "#server/backup/foreign-keys.ts";
import { type BackupEntry, readBackup } from "#server/backup/read-backup.ts";
import { quoted } from "#server/backup/read-snapshot.ts";
import { TableCopy } from "#server/backup/table-copy.ts";
import { applyAll, type Migration, migrate, readMigrations } from "#server/migrate.ts";
import { connect } from "#server/postgres/connect.ts";
import { Refusal } from "#server/refusal.ts";

export interface RestoreTarget {
  /** A connection of its own, not a transaction pooler's. */
  url: string;
  artifacts: ArtifactStore;
  /** Of the secret that the restored Heddle will have; null lets what is sealed be lost. */
  secretMark: string | null;
  /** Whether what is in the database may be dropped. */
  mayReplace: boolean;
}

export interface RestoredBackup {
  madeAt: string;
  rows: number;
  artifacts: number;
  /** Migrations that the backup did not have yet. */
  migrated: string[];
}

/**
 * Puts a backup into an empty database and its artifacts into the store, and brings it up to date. All or nothing is in
 * the database. Throws a Refusal when the backup is damaged, newer than this Heddle or sealed with another secret, and
 * when the database holds something.
 */
export async function restoreBackup(file: string, target: RestoreTarget): Promise<RestoredBackup> {
  const client = await connect(target.url);
  let restored: Omit<RestoredBackup, "migrated">;
  try {
    await client.query("begin");
    restored = await fill(client, readBackup(file), file, target);
    await client.query("commit");
    await client.query("analyze");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
  return { ...restored, migrated: await migrate(target.url) };
}

async function fill(client: Client, entries: AsyncGenerator<BackupEntry>, file: string, target: RestoreTarget) {
  const first = await entries.next();
  if (first.done || first.value.name !== FIRST) throw new Refusal(`${file} is not a backup of Heddle`);
  const start = BackupStart.parse(JSON.parse(await text(first.value.content)));
  const migrations = knownMigrations(start);
  if (target.secretMark !== null && target.secretMark !== start.secretMark)
    throw new Refusal(
      "HEDDLE_SECRET: is not the one that this backup was made with; set that one (without it, it is the file `secret` in HEDDLE_HOME), or lose what is sealed with --other-secret",
    );

  await emptyDatabase(client, target.mayReplace);
  await applyAll(client, migrations);
  const putKeysBack = await dropForeignKeys(client);
  const copy = new TableCopy(start.tables, (sql) => client.query(copyFrom(sql)));
  let artifacts = 0;
  let end: BackupEnd | undefined;
  for await (const { name, content } of entries) {
    const [kind, key = ""] = name.split("/");
    if (kind === "tables") await copy.write(key, content);
    else if (kind === "artifacts") {
      const { hash } = await target.artifacts.put(content as AsyncIterable<Uint8Array>);
      if (hash !== key) throw new Refusal(`${file} is damaged: artifact ${key} is not what its hash says`);
      artifacts += 1;
    } else if (name === LAST) end = BackupEnd.parse(JSON.parse(await text(content)));
  }
  await copy.finish();
  const isWhole =
    end?.artifacts === artifacts && start.tables.every((t) => (end.rows[t.name] ?? 0) === copy.rowsOf(t.name));
  if (!end || !isWhole) throw new Refusal(`${file} is not whole: it was cut off`);
  await putKeysBack();
  for (const [name, last] of Object.entries(end.sequences))
    await client.query("select setval($1, $2)", [quoted(name), last]);
  return { madeAt: start.madeAt, rows: copy.rowCount, artifacts };
}

/** Those of the backup, as this Heddle has them. */
function knownMigrations({ format, heddle, migrations }: BackupStart): Migration[] {
  const known = new Map(readMigrations().map((migration) => [migration.name, migration]));
  const found = migrations.map(({ name, checksum }) =>
    known.get(name)?.checksum === checksum ? known.get(name) : undefined,
  );
  if (format > BACKUP_FORMAT || found.includes(undefined))
    throw new Refusal(
      `The backup was made by another Heddle (${heddle}) than this one; restore it with that version or a newer one`,
    );
  return found.filter((migration) => migration !== undefined);
}
