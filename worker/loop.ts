import pg from "pg";
import type { Logger } from "pino";
import type { AttemptStop } from "#core/outcome.ts";
import type { Pool } from "#server/db.ts";
import { advance, type ClaimedTask, type Claims } from "#server/engine/advance.ts";
import { appendLogs, extendLeases, unknownLeases } from "#server/engine/leases.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import { type ExecuteDeps, executeTask } from "#worker/execute-task.ts";
import { LogBuffer } from "#worker/log-buffer.ts";
import { RunScopes } from "#worker/scope.ts";
import { createVersions } from "#worker/versions.ts";

export interface LoopDeps extends ExecuteDeps {
  pool: Pool;
  logger: Logger;
  workerId: string;
  slots: number;
  leaseMs: number;
}

interface Running {
  task: ClaimedTask;
  controller: AbortController;
}

const RETRY_MS = 250;
/** What is ready and was passed over is held by somebody else for a moment. */
const SOON_MS = 5;

/** Whether the database understood and will never take it: a bad value (class 22) or a broken constraint (class 23). */
const isRefused = (error: unknown): boolean => error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? "");

const unstorable = ({ task_id, run_id, lease, attempt }: SettlementRow): SettlementRow => ({
  task_id,
  run_id,
  lease,
  attempt,
  to_status: "failed",
  error: { code: "unstorable", message: "The result of the stage could not be stored", retryable: false },
});

/** Claims up to its free slots, runs what it got, and settles what has finished meanwhile, one call after the other. */
export class WorkerLoop {
  readonly #deps: LoopDeps;
  readonly #versions: ReturnType<typeof createVersions>;
  readonly #running = new Map<number, Running>();
  readonly #logs = new LogBuffer();
  readonly #scopes: RunScopes;
  #finished: SettlementRow[] = [];
  #stopping = false;
  #busy = false;
  #again = false;
  #isMarkedIdle = false;
  #lookForUnknown = false;
  #wakeScheduled = false;
  #timer: NodeJS.Timeout | null = null;
  #idle: (() => void) | null = null;

  constructor(deps: LoopDeps) {
    this.#deps = deps;
    this.#versions = createVersions(deps.pool);
    this.#scopes = new RunScopes(deps.artifacts);
  }

  /** There may be something to do: settles and claims, now or right after the call that is under way. */
  wake(): void {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    void this.#turn().finally(() => {
      this.#busy = false;
      if (this.#again) this.wake();
      else if (this.#running.size === 0) this.#idle?.();
    });
  }

  /** Tasks that another transaction leased to this worker. */
  adopt(claims: Claims): void {
    for (const task of claims.tasks) if (!this.#running.has(task.taskId)) this.#start(task, claims);
  }

  /** Tells the attempts of a canceled run to stop. */
  cancelRun(runId: number): void {
    for (const { task, controller } of this.#running.values())
      if (task.runId === runId) controller.abort("canceled" satisfies AttemptStop);
  }

  /** Keeps leases alive, ends attempts whose lease is gone, and finds leases that it was not told of. */
  async heartbeat(): Promise<void> {
    const { pool, workerId, leaseMs } = this.#deps;
    const asked = [...this.#running.values()];
    const kept = new Set(
      await extendLeases(
        pool,
        workerId,
        asked.map(({ task }) => task.taskId),
        leaseMs,
      ),
    );
    for (const { task, controller } of asked)
      if (!kept.has(task.taskId) && this.#running.get(task.taskId)?.task.lease === task.lease)
        controller.abort("lease_lost" satisfies AttemptStop);
  }

  /** Looks for work, and for leases of its own, that no notification told of. */
  poll(): void {
    this.#lookForUnknown = !this.#stopping;
    this.wake();
  }

  /** Stores what long attempts have written so far. */
  async flushLogs(): Promise<void> {
    const batches = this.#logs.takeAll();
    if (batches.length > 0) await appendLogs(this.#deps.pool, batches);
  }

  /** Takes nothing new and hands running attempts back; resolves when all of them are settled. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const { controller } of this.#running.values()) controller.abort("stopping" satisfies AttemptStop);
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
      const slots = this.#stopping ? 0 : this.#deps.slots - this.#running.size;
      if (settlements.length === 0 && slots <= 0) return;
      this.#finished = [];
      const { pool, workerId, leaseMs, logger } = this.#deps;
      try {
        const wasIdle = this.#isMarkedIdle;
        const { moved, claimed, nextInMs } = await advance(pool, { workerId, wasIdle, slots, leaseMs, settlements });
        this.#isMarkedIdle = claimed === null;
        if (moved.length < settlements.length) {
          const held = new Set(moved);
          logger.warn(
            { taskIds: settlements.map((row) => row.task_id).filter((id) => !held.has(id)) },
            "lease lost, nothing was written",
          );
        }
        if (claimed) for (const task of claimed.tasks) this.#start(task, claimed);
        if (nextInMs !== null) this.#wakeIn(nextInMs);
      } catch (err) {
        if (isRefused(err) && settlements.length > 0) {
          logger.error({ err }, "the database refused a settlement");
          await this.#settleOneByOne(settlements);
          continue;
        }
        // Nothing or all was committed; settling again is refused by the fence if it was all.
        this.#finished = [...settlements, ...this.#finished];
        logger.error({ err }, "the database did not answer, trying again");
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Keeps a row that the database will never take from holding up the others: it fails its own task. */
  async #settleOneByOne(settlements: SettlementRow[]): Promise<void> {
    const { pool } = this.#deps;
    const alone = { workerId: null, wasIdle: false, slots: 0, leaseMs: 0 };
    for (const row of settlements)
      try {
        await advance(pool, { ...alone, settlements: [row] });
      } catch (err) {
        if (isRefused(err)) this.#finished.push(unstorable(row));
        else this.#finished.push(row);
      }
  }

  async #adoptUnknown(): Promise<void> {
    this.#lookForUnknown = false;
    const known = [...this.#running.keys(), ...this.#finished.map((row) => row.task_id)];
    try {
      const claims = await unknownLeases(this.#deps.pool, this.#deps.workerId, known);
      if (claims) this.adopt(claims);
    } catch (err) {
      this.#deps.logger.warn({ err }, "could not look for leases that were handed over");
    }
  }

  /** Attempts that end in the same turn of the event loop are settled together. */
  #wakeSoon(): void {
    if (this.#wakeScheduled) return;
    this.#wakeScheduled = true;
    setImmediate(() => {
      this.#wakeScheduled = false;
      this.wake();
    });
  }

  #wakeIn(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(ms, SOON_MS), 60_000));
  }

  #start(task: ClaimedTask, claims: Claims): void {
    const controller = new AbortController();
    this.#running.set(task.taskId, { task, controller });
    void this.#execute(task, claims, controller).then((row) => {
      this.#running.delete(task.taskId);
      if (row) {
        const lines = this.#logs.take(task.lease);
        this.#finished.push(lines.length > 0 ? { ...row, log: lines } : row);
      }
      this.#wakeSoon();
    });
  }

  async #execute(task: ClaimedTask, claims: Claims, controller: AbortController): Promise<SettlementRow | null> {
    const run = claims.runs.find(({ runId }) => runId === task.runId);
    if (!run) return null;
    let timeout: NodeJS.Timeout | null = null;
    try {
      const version = await this.#versions(run.versionId);
      const shared = await this.#scopes.of(run, version.workflowName);
      const timeoutMs = version.stages.get(task.stageId)?.timeoutMs ?? 0;
      timeout = setTimeout(() => controller.abort("timeout" satisfies AttemptStop), timeoutMs);
      return await executeTask(
        this.#deps,
        { task, workspaceId: run.workspaceId, version, shared },
        controller.signal,
        (level, text) => this.#logs.add(task, { at: new Date().toISOString(), level, text }),
      );
    } catch (err) {
      // Not the stage's fault (the database or the artifact store failed): the lease runs out and the task is rescued.
      this.#deps.logger.error({ err, runId: task.runId, taskId: task.taskId }, "the attempt could not be carried out");
      return null;
    } finally {
      if (timeout) clearTimeout(timeout);
    }
  }
}
