import type { HotLayer } from "#server/cache/hot-layer.ts";

/** Which artifacts outputs are made of, by input hash: what is not known, or known wrongly, costs another question. */
export interface KnownArtifacts {
  /** Undefined when nothing is known. */
  of(inputDigest: string): Promise<readonly string[] | undefined>;
  /** This worker made the output. */
  made(inputDigest: string, hashes: readonly string[]): void;
  /** The database found the output, which it keeps for so long; null when it does not say. */
  found(inputDigest: string, hashes: readonly string[], ttlMs: number | null): void;
}

const KEPT = 10_000;
/** More are looked for when the output has been found. */
const MOST_HASHES = 20;
const HASH = /^[0-9a-f]{64}$/;
const DAY_MS = 86_400_000;

const isWorthIt = (hashes: readonly string[]): boolean => hashes.length > 0 && hashes.length <= MOST_HASHES;

/** Remembers those that this worker has met last. */
export class RecentArtifacts implements KnownArtifacts {
  readonly #hashes = new Map<string, readonly string[]>();

  async of(inputDigest: string): Promise<readonly string[] | undefined> {
    return this.#hashes.get(inputDigest);
  }

  made(inputDigest: string, hashes: readonly string[]): void {
    if (!isWorthIt(hashes)) return;
    this.#hashes.delete(inputDigest);
    this.#hashes.set(inputDigest, hashes);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > KEPT && oldest !== undefined) this.#hashes.delete(oldest);
  }

  found(inputDigest: string, hashes: readonly string[]): void {
    this.made(inputDigest, hashes);
  }
}

/** The same, and what any worker was told by the database; for as long as the output is kept, a day at most. */
export class SharedArtifacts implements KnownArtifacts {
  readonly #recent = new RecentArtifacts();
  readonly #layer: HotLayer;

  constructor(layer: HotLayer) {
    this.#layer = layer;
  }

  async of(inputDigest: string): Promise<readonly string[] | undefined> {
    const recent = await this.#recent.of(inputDigest);
    if (recent) return recent;
    // What stands there may be anything: the database and the artifact store have the last word.
    const hashes = (await this.#layer.get(keyOf(inputDigest)))?.split(",") ?? [];
    return isWorthIt(hashes) && hashes.every((hash) => HASH.test(hash)) ? hashes : undefined;
  }

  made(inputDigest: string, hashes: readonly string[]): void {
    this.#recent.made(inputDigest, hashes);
  }

  found(inputDigest: string, hashes: readonly string[], ttlMs: number | null): void {
    this.#recent.found(inputDigest, hashes);
    const forMs = Math.min(ttlMs ?? DAY_MS, DAY_MS);
    if (isWorthIt(hashes) && forMs > 0) this.#layer.put(keyOf(inputDigest), hashes.join(","), forMs);
  }
}

const keyOf = (inputDigest: string): string => `artifacts:${inputDigest}`;
