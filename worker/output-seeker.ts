import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Advanced, FoundOutput } from "#server/engine/advance.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";

interface Waiting {
  row: SettlementRow;
  answer: PromiseWithResolvers<boolean>;
}

/** Looks for outputs that are known, in the calls by which a worker settles; and for their artifacts in the store. */
export class OutputSeeker {
  readonly #store: ArtifactStore;
  readonly #send: (row: SettlementRow) => void;
  /** By lease. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(store: ArtifactStore, send: (row: SettlementRow) => void) {
    this.#store = store;
    this.#send = send;
  }

  /** Resolves to false when nobody knows the output. Else the attempt is over: it was settled, or waits, or lost its lease. */
  seek(row: SettlementRow): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    if (row.lease !== null) this.#waiting.set(row.lease, { row, answer });
    this.#send(row);
    return answer.promise;
  }

  /** Tells those who asked in this call what has come of it. */
  answered(asked: readonly SettlementRow[], { missed, found }: Pick<Advanced, "missed" | "found">): void {
    for (const { lease, task_id, to_status } of asked) {
      const waiting = to_status === "sought" && lease !== null ? this.#waiting.get(lease) : undefined;
      if (!waiting) continue;
      const output = found.find(({ taskId }) => taskId === task_id);
      if (output) void this.#askAgain(waiting, output);
      else {
        this.#waiting.delete(waiting.row.lease ?? "");
        waiting.answer.resolve(!missed.includes(task_id));
      }
    }
  }

  async #askAgain({ row, answer }: Waiting, { source, hashes }: FoundOutput): Promise<void> {
    try {
      const there = await Promise.all(hashes.map((hash) => this.#store.has(hash)));
      this.#send({ ...row, ...(there.every(Boolean) ? { seen_source: source } : { lost_source: source }) });
    } catch (error) {
      this.#waiting.delete(row.lease ?? "");
      answer.reject(error);
    }
  }
}
