import type { Logger } from "pino";
import type { AttemptStop } from "#core/outcome.ts";
import type { Failure } from "#core/run-event.ts";
import { DamagedArtifact, MissingArtifact } from "#server/artifacts/artifact-store.ts";
import type { Pool } from "#server/db.ts";
import type { ClaimedTask, Claims } from "#server/engine/advance.ts";
import { appendLogs, extendLeases, noteProgress, type ProgressNote } from "#server/engine/leases.ts";
import { previousAttempts } from "#server/engine/previous-attempts.ts";
import { type SettlementRow, settlementRow, soughtRow } from "#server/engine/settlement-row.ts";
import { withTraceparent } from "#server/trace/outgoing.ts";
import type { AttemptSpan, Tracing } from "#server/trace/tracing.ts";
import type { ChildRuns } from "#worker/children.ts";
import { type AttemptControl, type ExecuteDeps, executeTask } from "#worker/execute-task.ts";
import { LogBuffer } from "#worker/log-buffer.ts";
import { RunContexts } from "#worker/run-contexts.ts";
import { OutputsTooLarge } from "#worker/scope.ts";
import { createVersions } from "#worker/versions.ts";
import { outcomeOf, type WorkerMetrics } from "#worker/watch/worker-metrics.ts";

export interface AttemptsDeps extends ExecuteDeps {
  pool: Pool;
  logger: Logger;
  workerId: string;
  leaseMs: number;
  children: ChildRuns;
  metrics: WorkerMetrics;
  tracing?: Tracing | undefined;
}

/** Asks the database for an output that is known. False when it is not; else the attempt is over. */
export type Seek = (sought: SettlementRow) => Promise<boolean>;

interface Running {
  task: ClaimedTask;
  controller: AbortController;
  /** The kind of its stage, once its version is known. */
  kind: string;
  span?: AttemptSpan | undefined;
}

/** What no retry mends: the data that the task needs is gone, or too much to be read at once. */
function lastingFailure(error: unknown): Failure | null {
  if (error instanceof MissingArtifact || error instanceof DamagedArtifact)
    return { code: "artifact_missing", message: error.message, retryable: false };
  if (error instanceof OutputsTooLarge) return { code: "outputs_too_large", message: error.message, retryable: false };
  return null;
}

/** The attempts that this worker has a lease for: runs them, keeps their leases, stores their logs, tells them to stop. */
export class Attempts {
  readonly #deps: AttemptsDeps;
  readonly #onSettled: (row: SettlementRow | null) => void;
  readonly #seek: Seek;
  readonly #versions: ReturnType<typeof createVersions>;
  readonly #contexts: RunContexts;
  readonly #logs = new LogBuffer();
  /** What each attempt last said of its progress, by lease; put together when it is told. */
  readonly #progress = new Map<string, () => ProgressNote>();
  /** By lease: a task that was lost and claimed again is another attempt. */
  readonly #running = new Map<string, Running>();
  #flushing: Promise<void> = Promise.resolve();
  #isStopping = false;

  /**
   * `onSettled` gets the row of each attempt that ended; null when there is nothing to settle: its output was known, or it
   * could not be carried out and its lease runs out.
   */
  constructor(deps: AttemptsDeps, seek: Seek, onSettled: (row: SettlementRow | null) => void) {
    this.#deps = deps;
    this.#seek = seek;
    this.#onSettled = onSettled;
    this.#versions = createVersions(deps.pool);
    this.#contexts = new RunContexts(deps.pool, deps.artifacts);
  }

  get count(): number {
    return this.#running.size;
  }

  get taskIds(): number[] {
    return [...this.#running.values()].map(({ task }) => task.taskId);
  }

  /** Runs, with their epoch, whose context need not come with a claim. */
  get knownRuns(): string[] {
    return this.#contexts.known;
  }

  /** Keeps the outputs of stages that were settled here: the next stages of their runs will read them. */
  remember(settled: readonly SettlementRow[]): void {
    for (const { run_id, epoch, stage_id, to_status, output, output_hash } of settled)
      if (to_status === "completed" && stage_id !== undefined && epoch !== undefined)
        this.#contexts.remember({ runId: run_id, epoch }, stage_id, {
          status: to_status,
          skipReason: null,
          output: output ?? null,
          outputHash: output_hash ?? null,
          isTooLarge: false,
          subtasks: null,
        });
  }

  /** Starts the attempts of these claims that are not under way yet; `calledMs` is when they were asked for. */
  start(claims: Claims, calledMs = Date.now()): void {
    this.#contexts.learn(claims.runs);
    for (const task of claims.tasks) if (!this.#running.has(task.lease)) this.#startOne(task, calledMs);
  }

  /** Tells the attempts of canceled runs to stop. */
  cancelRuns(runIds: readonly number[]): void {
    const canceled = new Set(runIds);
    for (const { task, controller } of this.#running.values())
      if (canceled.has(task.runId)) stop(controller, "canceled");
  }

  /** The same for tasks that were canceled singly. */
  cancelTasks(taskIds: readonly number[]): void {
    const canceled = new Set(taskIds);
    for (const { task, controller } of this.#running.values())
      if (canceled.has(task.taskId)) stop(controller, "canceled");
  }

  /** Tells all attempts to stop, and those that are still to come. */
  stopAll(): void {
    this.#isStopping = true;
    for (const { controller } of this.#running.values()) stop(controller, "stopping");
  }

  /** Keeps leases alive, and ends attempts whose lease is gone. */
  async heartbeat(): Promise<void> {
    const { pool, workerId, leaseMs } = this.#deps;
    const asked = [...this.#running.values()];
    const taskIds = asked.map(({ task }) => task.taskId);
    const kept = new Set(await extendLeases(pool, workerId, taskIds, leaseMs));
    const lost = asked.filter(({ task }) => !kept.has(task.taskId) && this.#running.has(task.lease));
    for (const { controller } of lost) stop(controller, "lease_lost");
  }

  /** Stores what long attempts have written so far. */
  flushLogs(): Promise<void> {
    const batches = this.#logs.takeAll();
    if (batches.length === 0) return Promise.resolve();
    const flushing = appendLogs(this.#deps.pool, batches).catch((error: unknown) => {
      this.#logs.putBack(batches);
      throw error;
    });
    this.#flushing = flushing.catch(() => undefined);
    return flushing;
  }

  /** Tells how far long attempts have come, each its latest word. */
  async flushProgress(): Promise<void> {
    if (this.#progress.size === 0) return;
    const notes = [...this.#progress.values()].map((note) => note());
    this.#progress.clear();
    await noteProgress(this.#deps.pool, notes);
  }

  #startOne(task: ClaimedTask, calledMs: number): void {
    const { metrics, tracing } = this.#deps;
    const controller = new AbortController();
    if (this.#isStopping) stop(controller, "stopping");
    const running: Running = { task, controller, kind: "unknown", span: tracing?.begun(task) };
    this.#running.set(task.lease, running);
    const ended = metrics.begun();
    tracing?.claimed(task, calledMs);
    void this.#carryOut(running).then(async (row) => {
      ended(running.kind, row);
      running.span?.end(running.kind, outcomeOf(row));
      // A flush under way would find the lease gone, and its lines with it.
      if (this.#logs.isUsed) await this.#flushing;
      this.#running.delete(task.lease);
      this.#progress.delete(task.lease);
      const lines = this.#logs.take(task.lease);
      this.#onSettled(row && lines.length > 0 ? { ...row, log: lines } : row);
    });
  }

  async #carryOut(running: Running): Promise<SettlementRow | null> {
    const { task, controller, span } = running;
    let timeout: NodeJS.Timeout | undefined;
    try {
      const run = await this.#contexts.of(task);
      const version = await this.#versions(run.versionId);
      const scope = await this.#contexts.scopeOf(task, run, version);
      const stage = version.stages.get(task.stageId);
      running.kind = stage?.kind ?? running.kind;
      const timeoutMs = stage?.timeoutMs;
      const begin = () => {
        timeout ??= setTimeout(() => stop(controller, "timeout"), timeoutMs);
      };
      const log: AttemptControl["log"] = (level, text) =>
        this.#logs.add(task, { at: new Date().toISOString(), level, text });
      const previous = () => previousAttempts(this.#deps.pool, task.taskId);
      const progress: AttemptControl["progress"] = (done, total, note) =>
        this.#progress.set(task.lease, () => ({ ...refOf(task), done, total, note: note ?? null }));
      const write: AttemptControl["write"] = (characters, text) =>
        this.#progress.set(task.lease, () => ({
          ...refOf(task),
          done: characters,
          total: null,
          note: null,
          text: text(),
        }));
      const seek = (inputDigest: string) => this.#seek(soughtRow(task, inputDigest));
      const { workspaceId, isBased } = run;
      const ready = { task, workspaceId, isBased, version, scope, children: this.#deps.children, previous, seek };
      const control = { signal: controller.signal, begin, log, progress, write };
      const execute = () => executeTask(this.#deps, ready, control);
      const row = await (span ? withTraceparent(span.traceparent, execute) : execute());
      return row && task.subtask === null ? { ...row, stage_id: task.stageId, epoch: task.epoch } : row;
    } catch (err) {
      const error = lastingFailure(err);
      if (error) return settlementRow(task, { to: "failed", error });
      // Not the stage's fault (the database or the artifact store failed): the lease runs out and the task is rescued.
      this.#deps.logger.error({ err, runId: task.runId, taskId: task.taskId }, "the attempt could not be carried out");
      return null;
    } finally {
      clearTimeout(timeout);
    }
  }
}

const refOf = ({ taskId, runId, lease }: ClaimedTask) => ({ taskId, runId, lease });

const stop = (controller: AbortController, reason: AttemptStop): void => controller.abort(reason);
