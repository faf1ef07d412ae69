import type { Readable } from "node:stream";

export interface StoredArtifact {
  /** SHA-256 of the content in lower-case hex: its name in the store. */
  hash: string;
  /** Bytes. */
  size: number;
}

/** Where content is kept by its hash. Putting the same content again keeps one copy. */
export interface ArtifactStore {
  put(content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredArtifact>;
  /** Rejects with MissingArtifact when it is not there. */
  open(hash: string): Promise<Readable>;
  /** As `open`, and rejects with DamagedArtifact when the content is not what the hash says. */
  readText(hash: string): Promise<string>;
  readJson(hash: string): Promise<unknown>;
  has(hash: string): Promise<boolean>;
  /** Bytes; null when it is not there. */
  sizeOf(hash: string): Promise<number | null>;
  /** How much disk they take here, in bytes; none in a bucket. It looks at every artifact: ask rarely. */
  bytes(): Promise<number>;
  /** Removes what was put last before then; false when it was put again since. True when it is not there. */
  remove(hash: string, putBefore: Date): Promise<boolean>;
}

export class MissingArtifact extends Error {
  constructor(hash: string) {
    super(`Artifact ${hash} does not exist`);
  }
}

export class DamagedArtifact extends Error {
  constructor(hash: string) {
    super(`Artifact ${hash} is damaged: its content does not match its hash`);
  }
}

/** What stands in a stage's output for a file that it made. */
export interface ArtifactReference {
  $artifact: { hash: string; name: string; mediaType: string; size: number };
}
