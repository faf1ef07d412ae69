import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as pause } from "node:timers/promises";
import { isHash, sha256 } from "#server/artifacts/artifact-hash.ts";
import {
  type ArtifactStore,
  DamagedArtifact,
  MissingArtifact,
  type StoredArtifact,
} from "#server/artifacts/artifact-store.ts";
import { type BucketSettings, openBucket } from "#server/artifacts/bucket.ts";
import { writeIncoming } from "#server/artifacts/write-incoming.ts";

interface BucketStoreSettings extends BucketSettings {
  /** A folder for what comes as a stream, until its hash is known. */
  incoming: string;
}

/** What was put so lately is not removed by anybody, and need not be put again. */
const FRESH_MS = 10 * 60_000;
/** Who removes something is done long before; a mark that is older was left by a process that died. */
const MARK_HOLDS_MS = 60_000;
const MARK_LOOK_MS = 100;

/**
 * Keeps artifacts in a bucket that speaks S3, as `artifacts/<hash>`. A bucket cannot look and remove in one step, so who
 * removes puts a mark beside first, and who puts looks afterwards: without a mark, what is there stays, for a mark that
 * is put later finds it fresh. That takes a bucket that shows at once what was written, as S3, R2, MinIO and Ceph do.
 */
export function bucketStore({ incoming, ...settings }: BucketStoreSettings): ArtifactStore {
  const bucket = openBucket(settings);
  const keyOf = (hash: string) => `artifacts/${hash}`;
  const markOf = (hash: string) => `${keyOf(hash)}.removing`;

  async function isMarked(hash: string): Promise<boolean> {
    const mark = await bucket.look(markOf(hash));
    return mark !== null && isYounger(mark.putAt, MARK_HOLDS_MS);
  }

  /** Whether the content is there and stays: in this order, or it could go between the two looks. */
  async function isSafe(hash: string, isEnough: (putAt: Date) => boolean): Promise<boolean> {
    if (await isMarked(hash)) return false;
    const content = await bucket.look(keyOf(hash));
    return content !== null && isEnough(content.putAt);
  }

  async function keep(stored: StoredArtifact, content: Uint8Array<ArrayBuffer> | Blob): Promise<StoredArtifact> {
    if (await isSafe(stored.hash, (putAt) => isYounger(putAt, FRESH_MS))) return stored;
    for (;;) {
      await bucket.put(keyOf(stored.hash), content);
      if (await isSafe(stored.hash, () => true)) return stored;
      do await pause(MARK_LOOK_MS);
      while (await isMarked(stored.hash));
    }
  }

  async function readBytes(hash: string): Promise<Buffer> {
    const found = isHash(hash) && (await bucket.get(keyOf(hash)));
    if (!found) throw new MissingArtifact(hash);
    const bytes = Buffer.from(await found.arrayBuffer());
    if (sha256(bytes) !== hash) throw new DamagedArtifact(hash);
    return bytes;
  }

  return {
    bytes: async () => 0,
    async put(content) {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      if (bytes instanceof Uint8Array)
        return await keep({ hash: sha256(bytes), size: bytes.byteLength }, new Uint8Array(bytes));
      await mkdir(incoming, { recursive: true });
      const path = join(incoming, randomUUID());
      try {
        return await keep(await writeIncoming(path, bytes), await openAsBlob(path));
      } finally {
        await rm(path, { force: true });
      }
    },
    has: async (hash) => isHash(hash) && (await bucket.look(keyOf(hash))) !== null,
    sizeOf: async (hash) => (isHash(hash) ? ((await bucket.look(keyOf(hash)))?.size ?? null) : null),
    async remove(hash, putBefore) {
      const begun = Date.now();
      await bucket.put(markOf(hash), new Uint8Array());
      const content = await bucket.look(keyOf(hash));
      const isKept = content !== null && (content.putAt >= putBefore || Date.now() - begun > MARK_HOLDS_MS / 2);
      // Once: what is asked again later could take what was put meanwhile. When it breaks off it may still come to pass, and
      // the mark stays.
      if (content && !isKept) await bucket.remove(keyOf(hash), 1);
      await bucket.remove(markOf(hash));
      return !isKept;
    },
    async open(hash) {
      const response = isHash(hash) && (await bucket.get(keyOf(hash)));
      if (!response) throw new MissingArtifact(hash);
      return response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]);
    },
    readText: async (hash) => (await readBytes(hash)).toString(),
    readJson: async (hash) => JSON.parse((await readBytes(hash)).toString()) as unknown,
  };
}

const isYounger = (at: Date, ms: number): boolean => Date.now() - at.getTime() < ms;
