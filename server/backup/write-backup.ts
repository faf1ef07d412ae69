import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { constants, createZstdCompress } from "node:zlib";
import { createTarPacker, type TarPackController } from "modern-tar";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import packageFile from "#package.json" with { type: "json" };
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import {
  ARTIFACTS_LOCK,
  BACKUP_FORMAT,
  type BackupEnd,
  type BackupStart,
  FIRST,
  LAST,
  NAMED_ARTIFACTS,
} from "#server/backup/backup-format.ts";
import { migrationsOf, quoted, sequencesOf, tablesOf } from "#server/backup/read-snapshot.ts";
import { connect } from "#server/postgres/connect.ts";

export interface BackupSource {
  /** A connection of its own, not a transaction pooler's. */
  url: string;
  artifacts: ArtifactStore;
  secretMark: string;
}

export interface WrittenBackup {
  file: string;
  bytes: number;
  rows: number;
  artifacts: number;
  /** Artifacts that the database names and that are not in the store. */
  missing: string[];
}

const PIECE_BYTES = 1024 * 1024;
const HASHES_AT_ONCE = 1_000;

/**
 * Writes all that a Heddle keeps into `file`, as it is at one moment, while it runs on. The file has its name when it is
 * whole; memory does not grow with it. Throws a Refusal when the database cannot be reached.
 */
export async function writeBackup(source: BackupSource, file: string): Promise<WrittenBackup> {
  const client = await connect(source.url);
  const unfinished = `${file}.${randomUUID().slice(0, 8)}.unfinished`;
  const stopping = new AbortController();
  try {
    const { readable, controller } = createTarPacker();
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    const out = createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true });
    const written = pipeline(Readable.fromWeb(readable as WebStream), compress, out, { signal: stopping.signal });
    const packed = pack(client, source, controller);
    // Whichever fails: the other would wait for it.
    await Promise.all([written, packed]);
    const { missing, end } = await packed;
    await rename(unfinished, file);
    const rows = Object.values(end.rows).reduce((sum, count) => sum + count, 0);
    return { file, bytes: (await stat(file)).size, rows, artifacts: end.artifacts, missing };
  } catch (error) {
    stopping.abort();
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function pack(client: Client, source: BackupSource, tar: TarPackController) {
  // Before the snapshot: what it names cannot be gone by the time it is copied.
  await client.query("select pg_advisory_lock_shared($1)", [ARTIFACTS_LOCK]);
  await client.query("begin isolation level repeatable read read only");
  const start: BackupStart = {
    format: BACKUP_FORMAT,
    heddle: packageFile.version,
    madeAt: new Date().toISOString(),
    migrations: await migrationsOf(client),
    tables: await tablesOf(client),
    secretMark: source.secretMark,
  };
  await add(tar, FIRST, Buffer.from(JSON.stringify(start)));
  const end: BackupEnd = { rows: {}, artifacts: 0, sequences: await sequencesOf(client) };
  for (const table of start.tables) end.rows[table.name] = await packTable(client, table, tar);
  const missing: string[] = [];
  await client.query(`declare named no scroll cursor for ${NAMED_ARTIFACTS}`);
  for (;;) {
    const { rows } = await client.query<{ hash: string }>(`fetch ${HASHES_AT_ONCE} from named`);
    if (rows.length === 0) break;
    for (const { hash } of rows) {
      if (await packArtifact(source.artifacts, hash, tar)) end.artifacts += 1;
      else missing.push(hash);
    }
  }
  await client.query("commit");
  await add(tar, LAST, Buffer.from(JSON.stringify(end)));
  tar.finalize();
  return { end, missing };
}

/** Returns how many rows there are. */
async function packTable(client: Client, { name, columns }: BackupStart["tables"][number], tar: TarPackController) {
  const rows = client.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(", ")}) to stdout`));
  let number = 0;
  let piece: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    number += 1;
    await add(tar, `tables/${name}/${number}`, Buffer.concat(piece));
    piece = [];
    size = 0;
  };
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    piece.push(chunk);
    size += chunk.byteLength;
    if (size >= PIECE_BYTES) await flush();
  }
  if (size > 0) await flush();
  return rows.rowCount;
}

/** False when it is not in the store. */
async function packArtifact(store: ArtifactStore, hash: string, tar: TarPackController): Promise<boolean> {
  const size = await store.sizeOf(hash);
  if (size === null) return false;
  const body = tar.add({ name: `artifacts/${hash}`, size }).getWriter();
  for await (const chunk of await store.open(hash)) await body.write(chunk);
  await body.close();
  return true;
}

async function add(tar: TarPackController, name: string, content: Buffer): Promise<void> {
  const body = tar.add({ name, size: content.byteLength }).getWriter();
  await body.write(content);
  await body.close();
}
