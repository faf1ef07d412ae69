import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { StoredArtifact } from "#server/artifacts/artifact-store.ts";

/** Writes content to a new file, flushes it, and returns what it is. A broken stream leaves the file for the caller to remove. */
export async function writeIncoming(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<StoredArtifact> {
  const hash = createHash("sha256");
  let size = 0;
  await using file = await open(path, "wx");
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.byteLength;
    await file.writeFile(chunk);
  }
  await file.sync();
  return { hash: hash.digest("hex"), size };
}
