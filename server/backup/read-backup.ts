import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { createTarDecoder } from "modern-tar";
import { Refusal } from "#server/refusal.ts";

/** One entry of a backup; its content is read to its end before the next one comes. */
export interface BackupEntry {
  name: string;
  content: ReadableStream<Uint8Array>;
}

/** The entries of a backup, in order. Throws a Refusal when the file is not there, is cut off, or is no backup. */
export async function* readBackup(file: string): AsyncGenerator<BackupEntry> {
  const unpacked = createZstdDecompress();
  // What goes wrong is told where the entries are read.
  pipeline(createReadStream(file), unpacked, () => undefined);
  try {
    const entries = (Readable.toWeb(unpacked) as ReadableStream<Uint8Array>).pipeThrough(createTarDecoder());
    for await (const { header, body } of entries) yield { name: header.name, content: body };
  } catch (error) {
    throw explained(file, error);
  } finally {
    unpacked.destroy();
  }
}

function explained(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new Refusal(`There is no backup ${file}`, { cause: error });
  if (code.startsWith("Z_") || code.startsWith("ZSTD_") || /tar|unexpected end/i.test(String(error)))
    return new Refusal(`${file} is not a backup of Heddle, or is damaged`, { cause: error });
  return error;
}
