import { randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { isHash, sha256 } from "#server/artifacts/artifact-hash.ts";
import {
  type ArtifactStore,
  DamagedArtifact,
  MissingArtifact,
  type StoredArtifact,
} from "#server/artifacts/artifact-store.ts";
import { writeIncoming } from "#server/artifacts/write-incoming.ts";

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

/** Keeps artifacts in a folder as `ab/cd/abcd…`. What has a name there is whole: it is written beside, flushed, then renamed. */
export function folderStore(folder: string): ArtifactStore {
  const incoming = join(folder, "incoming");
  let prepared: Promise<unknown> | undefined;

  /** The only way to a path: a hash is hexadecimal, so nothing that a user chose is part of it. */
  function pathOf(hash: string): string {
    if (!isHash(hash)) throw new MissingArtifact(hash);
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  }

  async function has(hash: string): Promise<boolean> {
    if (!isHash(hash)) return false;
    return access(pathOf(hash), constants.R_OK).then(
      () => true,
      () => false,
    );
  }

  /** False when it is not there; else whoever sweeps sees that it was put again. */
  async function touch(hash: string): Promise<boolean> {
    const now = new Date();
    return utimes(pathOf(hash), now, now).then(
      () => true,
      () => has(hash),
    );
  }

  async function flushFolder(path: string): Promise<void> {
    const handle = await open(path, "r");
    await handle.sync().finally(() => handle.close());
  }

  async function keep(written: string, hash: string): Promise<void> {
    const parent = join(folder, hash.slice(0, 2), hash.slice(2, 4));
    await mkdir(parent, { recursive: true });
    await rename(written, pathOf(hash));
    await flushFolder(parent);
  }

  async function put(content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredArtifact> {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    if (bytes instanceof Uint8Array) {
      const known = { hash: sha256(bytes), size: bytes.byteLength };
      if (await touch(known.hash)) return known;
    }
    prepared ??= mkdir(incoming, { recursive: true });
    await prepared;
    const path = join(incoming, randomUUID());
    try {
      const stored = await writeIncoming(path, bytes instanceof Uint8Array ? [bytes] : bytes);
      await keep(path, stored.hash);
      return stored;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async function readBytes(hash: string): Promise<Buffer> {
    const bytes = await readFile(pathOf(hash)).catch((error: unknown) => {
      throw isMissing(error) ? new MissingArtifact(hash) : error;
    });
    if (sha256(bytes) !== hash) throw new DamagedArtifact(hash);
    return bytes;
  }

  return {
    put,
    has,
    async sizeOf(hash) {
      if (!isHash(hash)) return null;
      const found = await stat(pathOf(hash)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
      return found?.size ?? null;
    },
    bytes: () => bytesIn(folder),
    async remove(hash, putBefore) {
      const aside = join(incoming, `${hash}.${randomUUID()}`);
      await mkdir(incoming, { recursive: true });
      try {
        // Looked at beside: who puts it again from now on finds nothing, and writes it.
        await rename(pathOf(hash), aside);
      } catch (error) {
        if (isMissing(error)) return true;
        throw error;
      }
      const isStale = (await stat(aside)).mtime < putBefore;
      if (isStale) await rm(aside);
      else await rename(aside, pathOf(hash));
      return isStale;
    },
    async open(hash) {
      const path = pathOf(hash);
      if (!(await has(hash))) throw new MissingArtifact(hash);
      return createReadStream(path);
    },
    readText: async (hash) => (await readBytes(hash)).toString(),
    readJson: async (hash) => JSON.parse((await readBytes(hash)).toString()) as unknown,
  };
}

/** A folder at a time: whoever needs the disk meanwhile gets it. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingIfMissing);
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(({ name }) => stat(join(folder, name)).catch(() => ({ size: 0 }))),
  );
  let sum = sizes.reduce((bytes, { size }) => bytes + size, 0);
  for (const entry of entries) if (entry.isDirectory()) sum += await bytesIn(join(folder, entry.name));
  return sum;
}

function nothingIfMissing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}
