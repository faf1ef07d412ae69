import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** No write takes this long: what is older was left by a process that died in it. */
const ABANDONED_MS = 24 * 60 * 60_000;

/** Removes what killed processes have left half-written in a folder store. Returns how many files. */
export async function sweepIncoming(folder: string, now: number): Promise<number> {
  const incoming = join(folder, "incoming");
  const names = await readdir(incoming).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  let removed = 0;
  for (const name of names) {
    const path = join(incoming, name);
    const written = await stat(path).catch(() => undefined);
    if (!written || now - written.mtimeMs < ABANDONED_MS) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
