import { randomUUID } from "node:crypto";
import type { Settlement } from "#core/settle.ts";
import type { Queryable } from "#server/db.ts";
import { type Advanced, advance, type ClaimedTask } from "#server/engine/advance.ts";
import { registerWorker } from "#server/engine/leases.ts";
import { type SettlementRow, settlementRow } from "#server/engine/settlement-row.ts";
import { LEASE_MS } from "#server/engine/testing/published.ts";

export const COMPLETED: Settlement = { to: "completed", output: null };
export const FAILED: Settlement = { to: "failed", error: { code: "test", message: "It was told to fail" } };
export const fannedOut = (count: number, concurrency: number | null = null, keepsFailures = false): Settlement => ({
  to: "fanned_out",
  items: Array.from({ length: count }, (_, index) => ({ index })),
  concurrency,
  keepsFailures,
});

/** The row of a settlement, with what the worker adds to it: the stored output, and what a decision binds to. */
export function rowOf(task: ClaimedTask, settlement: Settlement): SettlementRow {
  const output = "output" in settlement ? { value: settlement.output, hash: null } : undefined;
  const review =
    settlement.to === "awaiting_review" ? { ...settlement.review, contentHash: `content-${task.taskId}` } : undefined;
  return settlementRow(task, settlement, output, review);
}

/** Asks for a decision. */
export const reviewed = (onReject: "fail" | "continue" = "fail"): Settlement => ({
  to: "awaiting_review",
  review: { summary: "Look at this", details: { risk: "low" }, form: null, assignees: ["role:reviewer"], onReject },
});

/** Asks a person about its output. */
export const reviewedOutput = (output: unknown): Settlement => ({
  to: "awaiting_review",
  output,
  review: {
    summary: "Look at this",
    details: output,
    form: null,
    assignees: [],
    onReject: "fail",
    check: { reason: "always" },
  },
});

/** Waits for its time, or for somebody who wakes it. */
export const suspended = (wakeAt: string | null = null): Settlement => ({
  to: "suspended",
  suspension: { for: wakeAt ? "timer" : "external" },
  wakeAt,
});

/** A worker without handlers: the test says when it claims, and how each attempt ends. */
export class TestWorker {
  readonly id: string;
  readonly #db: Queryable;
  readonly #tags: readonly string[];

  /** `tags` are the lines that it takes from; `""` is the default. */
  constructor(db: Queryable, id: string = randomUUID(), tags: readonly string[] = [""]) {
    this.#db = db;
    this.id = id;
    this.#tags = tags;
  }

  /** The same worker on another connection. */
  on(db: Queryable): TestWorker {
    return new TestWorker(db, this.id, this.#tags);
  }

  /** Puts it on the list of workers: from its next vain claim on it is idle, and handed what starts. */
  async register(slots = 10): Promise<void> {
    await registerWorker(this.#db, { id: this.id, host: "test", slots, tags: this.#tags });
  }

  /** Settles and claims in one call. */
  advance(settlements: SettlementRow[], slots: number, leaseMs = LEASE_MS): Promise<Advanced> {
    const tags = this.#tags;
    return advance(this.#db, { workerId: this.id, wasIdle: true, slots, leaseMs, settlements, knownRuns: [], tags });
  }

  async claim(slots = 100, leaseMs = LEASE_MS): Promise<ClaimedTask[]> {
    const { claimed } = await this.advance([], slots, leaseMs);
    return claimed?.tasks ?? [];
  }

  /** Claims, and expects exactly one task. */
  async claimOne(leaseMs = LEASE_MS): Promise<ClaimedTask> {
    const [task, ...more] = await this.claim(100, leaseMs);
    if (!task || more.length > 0)
      throw new Error(`Expected one task, claimed ${[task, ...more].map((each) => each?.stageId)}`);
    return task;
  }

  /** Settles tasks alike. Returns the ids of those whose settlement held. */
  async settle(tasks: ClaimedTask[], settlement: Settlement): Promise<number[]> {
    const { moved } = await this.advance(
      tasks.map((task) => rowOf(task, settlement)),
      0,
    );
    return moved;
  }

  /** Claims and settles until nothing is ready. `decide` says how an attempt ends; without it every one completes. */
  async runAll(decide: (task: ClaimedTask) => Settlement = () => COMPLETED): Promise<void> {
    let settlements: SettlementRow[] = [];
    for (;;) {
      const { claimed } = await this.advance(settlements, 1_000);
      if (!claimed) return;
      settlements = claimed.tasks.map((task) => rowOf(task, decide(task)));
    }
  }
}
