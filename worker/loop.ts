import pg from "pg";
import type { Queryable } from "#server/db.ts";
import { advance } from "#server/engine/advance.ts";
import { unknownLeases } from "#server/engine/leases.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import { Attempts, type AttemptsDeps } from "#worker/attempts.ts";
import type { KnownArtifacts } from "#worker/known-artifacts.ts";
import { OutputSeeker } from "#worker/output-seeker.ts";
import { outcomeOf } from "#worker/watch/worker-metrics.ts";

export interface LoopDeps extends AttemptsDeps {
  /** One connection, so that its plans are made once. */
  engine: Queryable;
  slots: number;
  /** The lines that it takes from, in this order. */
  tags: readonly string[];
  known: KnownArtifacts;
}

const RETRY_MS = 250;
/**
 * What is ready and was passed over is held by somebody else for a moment. Each vain look walks past all of it, so those
 * that follow come later: who holds it is at work on it.
 */
const SOON_MS = 5;
const LATEST_MS = 80;
const LONGEST_MS = 60_000;

/**
 * Whether the database understood and will never take it: a bad value (class 22), a broken constraint (23), more than it
 * can hold (54); or it is too long to be sent at all.
 */
const isRefused = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? ""));

const unstorable = ({ task_id, run_id, lease, attempt }: SettlementRow): SettlementRow => ({
  task_id,
  run_id,
  lease,
  attempt,
  to_status: "failed",
  error: { code: "unstorable", message: "The result of the stage could not be stored", retryable: false },
});

/** Claims up to its free slots and settles what has finished meanwhile, one call after the other. */
export class WorkerLoop {
  readonly attempts: Attempts;
  readonly #deps: LoopDeps;
  readonly #seeker: OutputSeeker;
  #finished: SettlementRow[] = [];
  #isStopping = false;
  #isBusy = false;
  /** Whether the last call took as much as it could: then a place that has become free is worth another. */
  #isFull = false;
  #again = false;
  #isMarkedIdle = false;
  #lookForUnknown = false;
  #isWakeScheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #passedOverMs = SOON_MS;
  #idle: (() => void) | null = null;

  constructor(deps: LoopDeps) {
    this.#deps = deps;
    this.#seeker = new OutputSeeker(deps.artifacts, deps.known, (row) => this.#push(row));
    this.attempts = new Attempts(
      deps,
      (row) => this.#seeker.seek(row),
      (row) => this.#push(row),
    );
  }

  #push(row: SettlementRow | null): void {
    if (row) this.#finished.push(row);
    if (row || this.#isFull || this.#isStopping) this.#wakeSoon();
  }

  /** There may be something to do: settles and claims, now or right after the call that is under way. */
  wake(): void {
    this.#again = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    void this.#turn().finally(() => {
      this.#isBusy = false;
      if (this.#again) this.wake();
      else if (this.attempts.count === 0) this.#idle?.();
    });
  }

  /** Looks for work, and for leases of its own, that no notification told of. */
  poll(): void {
    this.#lookForUnknown = !this.#isStopping;
    this.wake();
  }

  /** Takes nothing new and hands running attempts back; resolves when all of them are settled. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    this.attempts.stopAll();
    const idle = Promise.withResolvers<void>();
    this.#idle = idle.resolve;
    this.wake();
    await idle.promise;
  }

  async #turn(): Promise<void> {
    while (this.#again || this.#finished.length > 0) {
      this.#again = false;
      // Between two calls only: what a call under way claims would look unknown.
      if (this.#lookForUnknown) await this.#adoptUnknown();
      const settlements = this.#finished;
      const slots = this.#isStopping ? 0 : this.#deps.slots - this.attempts.count;
      if (settlements.length === 0 && slots <= 0) return;
      this.#finished = [];
      try {
        await this.#advance(settlements, slots);
      } catch (err) {
        await this.#recover(err, settlements);
      }
    }
  }

  async #advance(settlements: SettlementRow[], slots: number): Promise<void> {
    const { engine, workerId, leaseMs, logger, metrics, tags } = this.#deps;
    const wasIdle = this.#isMarkedIdle;
    // Until the answer is there, it may have been marked: a mark that stays by mistake would draw work to a busy worker.
    this.#isMarkedIdle = true;
    const knownRuns = this.attempts.knownRuns;
    const request = { workerId, wasIdle, slots, leaseMs, settlements, knownRuns, tags };
    const called = metrics.called();
    const calledMs = Date.now();
    const answer = await advance(engine, request);
    called();
    const { moved, missed, claimed, nextInMs } = answer;
    this.#isMarkedIdle = claimed === null;
    this.#isFull = (claimed?.tasks.length ?? 0) >= slots;
    this.#seeker.answered(settlements, answer);
    const held = new Set([...moved, ...missed, ...answer.found.map(({ taskId }) => taskId)]);
    this.attempts.remember(settlements.filter((row) => held.has(row.task_id)));
    this.#trace(
      settlements.filter((row) => held.has(row.task_id)),
      calledMs,
    );
    if (held.size < settlements.length) {
      const taskIds = settlements.map((row) => row.task_id).filter((id) => !held.has(id));
      metrics.lost(taskIds.length);
      logger.warn({ taskIds }, "lease lost, nothing was written");
    }
    if (claimed) this.attempts.start(claimed, calledMs);
    const isPassedOver = claimed === null && nextInMs === 0;
    if (isPassedOver) this.#wakeIn(this.#passedOverMs);
    else if (nextInMs !== null) this.#wakeIn(Math.max(nextInMs, SOON_MS));
    this.#passedOverMs = isPassedOver ? Math.min(this.#passedOverMs * 2, LATEST_MS) : SOON_MS;
  }

  #trace(settled: SettlementRow[], calledMs: number): void {
    const { tracing } = this.#deps;
    if (!tracing) return;
    for (const row of settled)
      if (row.to_status !== "sought")
        tracing.settled({ runId: row.run_id, taskId: row.task_id, attempt: row.attempt }, outcomeOf(row), calledMs);
  }

  async #recover(err: unknown, settlements: SettlementRow[]): Promise<void> {
    const { logger, metrics } = this.#deps;
    metrics.callFailed();
    if (isRefused(err) && settlements.length > 0) {
      logger.error({ err, taskIds: settlements.map((row) => row.task_id) }, "the database refused a settlement");
      await this.#settleOneByOne(settlements);
      return;
    }
    // Nothing or all was committed; settling again is refused by the fence if it was all.
    this.#finished = [...settlements, ...this.#finished];
    logger.error({ err }, "the database did not answer, trying again");
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** Keeps a row that the database will never take from holding up the others: it fails its own task. */
  async #settleOneByOne(settlements: SettlementRow[]): Promise<void> {
    const alone = { workerId: null, wasIdle: false, slots: 0, leaseMs: 0, knownRuns: [], tags: [] };
    for (const row of settlements)
      try {
        this.#seeker.answered([row], await advance(this.#deps.engine, { ...alone, settlements: [row] }));
      } catch (err) {
        this.#finished.push(isRefused(err) ? unstorable(row) : row);
      }
  }

  async #adoptUnknown(): Promise<void> {
    this.#lookForUnknown = false;
    const { engine, workerId, logger } = this.#deps;
    const known = [...this.attempts.taskIds, ...this.#finished.map((row) => row.task_id)];
    try {
      const claims = await unknownLeases(engine, workerId, known);
      if (claims) this.attempts.start(claims);
    } catch (err) {
      logger.warn({ err }, "could not look for leases that were handed over");
    }
  }

  /** Attempts that end in the same turn of the event loop are settled together. */
  #wakeSoon(): void {
    if (this.#isWakeScheduled) return;
    this.#isWakeScheduled = true;
    setImmediate(() => {
      this.#isWakeScheduled = false;
      this.wake();
    });
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.min(ms, LONGEST_MS));
  }
}
