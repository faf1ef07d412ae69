import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Queryable } from "#server/db.ts";

/** The same source makes the same image, to the byte, in every process. */
export interface ImageSource {
  /** WebAssembly. */
  engine: Uint8Array;
  /** JavaScript that is evaluated once. */
  harness: string;
  globals: string;
}

/** Far beyond what an engine has. */
const MAX_ENGINE_BYTES = 64 * 1024 * 1024;

/** Keeps what the image of this hash is made from, for as long as tasks may wait in it; once. */
export async function keepImage(db: Queryable, hash: string, { engine, harness, globals }: ImageSource): Promise<void> {
  await db.query(
    `insert into sandbox_image (hash, engine, harness, globals) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [hash, zstdCompressSync(engine), harness, globals],
  );
}

/** What the image of this hash is made from; null when it was never kept. */
export async function keptImage(db: Queryable, hash: string): Promise<ImageSource | null> {
  const { rows } = await db.query<ImageSource>("select engine, harness, globals from sandbox_image where hash = $1", [
    hash,
  ]);
  const [row] = rows;
  return row ? { ...row, engine: zstdDecompressSync(row.engine, { maxOutputLength: MAX_ENGINE_BYTES }) } : null;
}
