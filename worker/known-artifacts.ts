/** Which artifacts outputs are made of, by input hash: what is not known, or known wrongly, costs another question. */
export interface KnownArtifacts {
  /** Undefined when nothing is known. */
  of(inputDigest: string): Promise<readonly string[] | undefined>;
  learn(inputDigest: string, hashes: readonly string[]): void;
}

const KEPT = 10_000;
/** More are looked for when the output has been found. */
const MOST_HASHES = 20;

/** Remembers those that this worker has met last. */
export class RecentArtifacts implements KnownArtifacts {
  readonly #hashes = new Map<string, readonly string[]>();

  async of(inputDigest: string): Promise<readonly string[] | undefined> {
    return this.#hashes.get(inputDigest);
  }

  learn(inputDigest: string, hashes: readonly string[]): void {
    if (hashes.length === 0 || hashes.length > MOST_HASHES) return;
    this.#hashes.delete(inputDigest);
    this.#hashes.set(inputDigest, hashes);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > KEPT && oldest !== undefined) this.#hashes.delete(oldest);
  }
}
