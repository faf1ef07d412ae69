import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Advanced, FoundOutput } from "#server/engine/advance.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import type { KnownArtifacts } from "#worker/known-artifacts.ts";

interface Waiting {
  row: SettlementRow;
  answer: PromiseWithResolvers<boolean>;
}

/**
 * Looks for outputs that are known, in the calls by which a worker settles; and for their artifacts in the store: before it
 * asks when it knows which they may be, else when it is told, and it asks again.
 */
export class OutputSeeker {
  readonly #store: ArtifactStore;
  readonly #artifacts: KnownArtifacts;
  readonly #send: (row: SettlementRow) => void;
  /** By lease. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(store: ArtifactStore, artifacts: KnownArtifacts, send: (row: SettlementRow) => void) {
    this.#store = store;
    this.#artifacts = artifacts;
    this.#send = send;
  }

  /** Resolves to false when nobody knows the output. Else the attempt is over: it was settled, or waits, or lost its lease. */
  async seek(row: SettlementRow): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    const seen = await this.#seenOf(row);
    if (row.lease !== null) this.#waiting.set(row.lease, { row, answer });
    this.#send(seen ? { ...row, seen } : row);
    return answer.promise;
  }

  /** Tells those who asked in this call what has come of it, and remembers what was made. */
  answered(settled: readonly SettlementRow[], { missed, found }: Pick<Advanced, "missed" | "found">): void {
    for (const row of settled) {
      this.#remember(row);
      const waiting = row.to_status === "sought" && row.lease !== null ? this.#waiting.get(row.lease) : undefined;
      if (!waiting) continue;
      const output = found.find(({ taskId }) => taskId === row.task_id);
      if (output) void this.#askAgain(waiting, output);
      else {
        this.#waiting.delete(waiting.row.lease ?? "");
        waiting.answer.resolve(!missed.includes(row.task_id));
      }
    }
  }

  #remember({ to_status, input_digest, output_hash, artifacts = [] }: SettlementRow): void {
    if (to_status !== "completed" || input_digest === undefined) return;
    const hashes = artifacts.map(({ hash }) => hash);
    this.#artifacts.made(input_digest, output_hash ? [...hashes, output_hash] : hashes);
  }

  async #seenOf({ input_digest }: SettlementRow): Promise<string[] | undefined> {
    const hashes = input_digest === undefined ? undefined : await this.#artifacts.of(input_digest);
    return hashes && (await this.#areThere(hashes)) ? [...hashes] : undefined;
  }

  async #areThere(hashes: readonly string[]): Promise<boolean> {
    const there = await Promise.all(hashes.map((hash) => this.#store.has(hash)));
    return there.every(Boolean);
  }

  async #askAgain({ row, answer }: Waiting, { source, hashes, ttlMs }: FoundOutput): Promise<void> {
    try {
      const areThere = await this.#areThere(hashes);
      if (areThere && row.input_digest !== undefined) this.#artifacts.found(row.input_digest, hashes, ttlMs);
      this.#send({ ...row, ...(areThere ? { seen: hashes } : { lost_source: source }) });
    } catch (error) {
      this.#waiting.delete(row.lease ?? "");
      answer.reject(error);
    }
  }
}
