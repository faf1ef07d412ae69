import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * A backup is a tar file, compressed by zstd, with these entries in this order: `backup.json`, the rows of each table as
 * Postgres copies them out (`tables/<name>/<number>`, cut anywhere), the artifacts (`artifacts/<hash>`), and `end.json`.
 * One without `end.json` was not finished.
 */
export const BACKUP_FORMAT = 1;
export const FIRST = "backup.json";
export const LAST = "end.json";

export const BackupStart = z.object({
  format: z.number(),
  heddle: z.string(),
  madeAt: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** By table, the columns in the order in which its rows have them. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Tells whether another secret is the one that the database was sealed with, and nothing of it. */
  secretMark: z.string(),
});
export type BackupStart = z.infer<typeof BackupStart>;

export const BackupEnd = z.object({
  /** By table. */
  rows: z.record(z.string(), z.number()),
  artifacts: z.number(),
  /** The number that each sequence has given out last. */
  sequences: z.record(z.string(), z.number()),
});
export type BackupEnd = z.infer<typeof BackupEnd>;

/**
 * What names artifacts by their hash in the database: columns that end in `_hash` and hold one, links, and the JSON of
 * trials, whose artifacts have no link.
 */
export const NAMED_ARTIFACTS = `
  select input_hash as hash from run where input_hash is not null
  union select input_hash from task where input_hash is not null
  union select output_hash from task where output_hash is not null
  union select output_hash from attempt where output_hash is not null
  union select hash from artifact
  union select m[1] from trial, regexp_matches(concat(pin, report), '"([0-9a-f]{64})"', 'g') m
  union select m[1] from pin, regexp_matches(pin.pin::text, '"([0-9a-f]{64})"', 'g') m`;

/** Held, shared, by who copies artifacts, so that none of them is removed meanwhile. */
export const ARTIFACTS_LOCK = 72_707_370;

export const secretMark = (secret: string): string =>
  createHash("sha256").update(`The backup belongs to ${secret}`).digest("hex").slice(0, 16);
