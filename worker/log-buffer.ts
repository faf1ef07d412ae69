import type { LogLine } from "#core/run-event.ts";
import type { LogBatch } from "#server/engine/leases.ts";

/** Lines that running tasks have written and that are not stored yet, by lease. */
export class LogBuffer {
  readonly #waiting = new Map<string, LogBatch>();
  /** Whether anything was ever written. */
  isUsed = false;

  add(task: { taskId: number; runId: number; lease: string }, line: LogLine): void {
    const { taskId, runId, lease } = task;
    const batch = this.#waiting.get(lease) ?? { taskId, runId, lease, lines: [] };
    batch.lines.push(line);
    this.isUsed = true;
    this.#waiting.set(lease, batch);
  }

  /** Takes what a task has written since the last time: it travels with its settlement. */
  take(lease: string): LogLine[] {
    const lines = this.#waiting.get(lease)?.lines ?? [];
    this.#waiting.delete(lease);
    return lines;
  }

  /** Puts back what could not be stored, before what was written meanwhile. */
  putBack(batches: readonly LogBatch[]): void {
    for (const batch of batches)
      this.#waiting.set(batch.lease, { ...batch, lines: [...batch.lines, ...this.take(batch.lease)] });
  }

  /** Takes everything, for those that run long. */
  takeAll(): LogBatch[] {
    const batches = [...this.#waiting.values()];
    this.#waiting.clear();
    return batches;
  }
}
