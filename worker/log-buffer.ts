import type { LogLine } from "#core/run-event.ts";
import type { LogBatch } from "#server/engine/leases.ts";

/** Lines that running tasks have written and that are not stored yet, by lease. */
export class LogBuffer {
  readonly #waiting = new Map<string, LogBatch>();

  add(task: { taskId: number; runId: number; lease: string }, line: LogLine): void {
    const { taskId, runId, lease } = task;
    const batch = this.#waiting.get(lease) ?? { taskId, runId, lease, lines: [] };
    batch.lines.push(line);
    this.#waiting.set(lease, batch);
  }

  /** Takes what a task has written since the last time: it travels with its settlement. */
  take(lease: string): LogLine[] {
    const lines = this.#waiting.get(lease)?.lines ?? [];
    this.#waiting.delete(lease);
    return lines;
  }

  /** Takes everything, for those that run long. */
  takeAll(): LogBatch[] {
    const batches = [...this.#waiting.values()];
    this.#waiting.clear();
    return batches;
  }
}
