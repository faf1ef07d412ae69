import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { FoundArtifact } from "#server/runs/find-artifact.ts";
import type { Files } from "#worker/services/heddle/artifact-methods.ts";

/** What one trial makes is held up to here, to be read again; then it is named, and let go of. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** The artifacts as they are, and what one trial makes, which is gone with it. `findReal` finds those of its workflow's runs. */
export function scratchFiles(
  real: ArtifactStore,
  findReal: (hash: string) => Promise<FoundArtifact | null>,
): { artifacts: ArtifactStore; files: Files } {
  const held = new Map<string, Buffer>();
  const made = new Map<string, FoundArtifact>();
  let heldBytes = 0;

  const artifacts: ArtifactStore = {
    ...real,
    async put(content) {
      const hash = createHash("sha256");
      const parts: Buffer[] = [];
      let size = 0;
      const given = typeof content === "string" || content instanceof Uint8Array ? [Buffer.from(content)] : content;
      for await (const part of given) {
        hash.update(part);
        size += part.byteLength;
        if (heldBytes + size <= MAX_HELD_BYTES) parts.push(Buffer.from(part));
      }
      const name = hash.digest("hex");
      if (!held.has(name) && heldBytes + size <= MAX_HELD_BYTES) {
        held.set(name, Buffer.concat(parts));
        heldBytes += size;
      }
      return { hash: name, size };
    },
    open: async (hash) => {
      const bytes = held.get(hash);
      return bytes ? Readable.from([bytes]) : real.open(hash);
    },
    readText: async (hash) => held.get(hash)?.toString() ?? real.readText(hash),
  };
  const files: Files = {
    link: async (_, { hash, mediaType, size }) => {
      if (held.has(hash)) made.set(hash, { mediaType, size });
      return true;
    },
    find: async (_, hash) => made.get(hash) ?? findReal(hash),
  };
  return { artifacts, files };
}
