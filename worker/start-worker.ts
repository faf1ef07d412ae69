import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { DEFAULT_TAG, lineOfTag } from "#core/worker-tag.ts";
import { createPool, type Pool } from "#server/db.ts";
import { registerWorker, rescueTasks, unregisterWorker } from "#server/engine/leases.ts";
import { listen } from "#server/engine/listener.ts";
import { sweepSlots } from "#server/engine/slots.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";
import type { Tracing } from "#server/trace/tracing.ts";
import { createChildRuns } from "#worker/children.ts";
import { every } from "#worker/every.ts";
import type { ExecuteDeps } from "#worker/execute-task.ts";
import { createRunKeeper, keepArtifacts } from "#worker/keep-house.ts";
import { type KnownArtifacts, RecentArtifacts } from "#worker/known-artifacts.ts";
import { WorkerLoop } from "#worker/loop.ts";
import { watchSchedules } from "#worker/schedules.ts";
import { Payloads } from "#worker/scope.ts";
import { Spawner } from "#worker/spawns/spawner.ts";
import { WorkerMetrics } from "#worker/watch/worker-metrics.ts";
import { readWorkMessage } from "#worker/work-messages.ts";

export interface WorkerSettings {
  url: string;
  directUrl: string;
  slots: number;
  /** Of the work that it takes, in this order; without them, what names none. */
  tags?: readonly string[];
  leaseMs: number;
  pollMs: number;
  maxInputBytes: number;
  /** Keeps schedules from firing while too much is stored. */
  cap?: StorageCap;
}

export interface StartedWorker {
  id: string;
  /** Hands running attempts back and leaves. */
  stop(): Promise<void>;
}

const LOG_FLUSH_MS = 150;
const PROGRESS_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Registers a worker, listens for work, and runs what it claims until it is stopped. */
export async function startWorker(
  pool: Pool,
  {
    known = new RecentArtifacts(),
    metrics = new WorkerMetrics(),
    ...deps
  }: ExecuteDeps & { known?: KnownArtifacts; metrics?: WorkerMetrics; tracing?: Tracing },
  settings: WorkerSettings,
  parentLogger: Logger,
): Promise<StartedWorker> {
  const { url, directUrl, slots, leaseMs, pollMs, maxInputBytes, cap } = settings;
  const id = randomUUID();
  const logger = parentLogger.child({ workerId: id });
  const tags = (settings.tags ?? [DEFAULT_TAG]).map(lineOfTag);
  await registerWorker(pool, { id, host: hostname(), slots, tags });
  const engine = createPool(url, 1);
  const children = createChildRuns(pool, { ...deps, maxInputBytes, leaseMs });
  metrics.hasSlots(slots);
  const own = { pool, engine, logger, metrics, workerId: id, slots, tags, leaseMs };
  const loop = new WorkerLoop({ ...deps, ...own, known, children });
  const schedules = watchSchedules({ ...deps, pool, leaseMs, maxInputBytes, ...(cap && { cap }) }, logger);
  const payloads = new Payloads(deps.artifacts);
  const spawner = new Spawner({ ...deps, db: pool, payloads, maxInputBytes, logger, leaseMs });

  const onMessage = (payload: string) => {
    const message = readWorkMessage(payload);
    if (message.kind === "look") loop.wake();
    else if (message.kind === "schedules") schedules.wake();
    else if (message.kind === "spawn") spawner.wake();
    else if (message.kind === "cancel_runs") loop.attempts.cancelRuns(message.runIds);
    else if (message.kind === "cancel_tasks") loop.attempts.cancelTasks(message.taskIds);
    else if (message.workerId === id) {
      if (message.claims) loop.attempts.start(message.claims);
      else loop.poll();
    }
  };
  const listening = await listen(directUrl, "heddle_work", onMessage, () => {
    loop.poll();
    schedules.wake();
    spawner.wake();
  });
  const timers = [
    every(leaseMs / 3, logger, "heartbeat", () => loop.attempts.heartbeat()),
    every(leaseMs / 3, logger, "rescue", async () => metrics.rescued(await rescueTasks(pool))),
    every(leaseMs / 3, logger, "sweep", () => sweepSlots(pool)),
    every(pollMs, logger, "poll", () => loop.poll()),
    every(pollMs, logger, "follow-ups", () => spawner.wake()),
    every(LOG_FLUSH_MS, logger, "log flush", () => loop.attempts.flushLogs()),
    every(HOUR_MS, logger, "retention", createRunKeeper(pool, directUrl, cap, logger)),
    every(HOUR_MS, logger, "artifact sweep", () => keepArtifacts(pool, deps.artifacts, logger)),
    every(PROGRESS_MS, logger, "progress", () => loop.attempts.flushProgress()),
  ];

  const stop = async () => {
    for (const stopTimer of timers) stopTimer();
    await listening.close();
    await schedules.stop();
    await Promise.all([loop.stop(), spawner.stop()]);
    await engine.end();
    await unregisterWorker(pool, id);
  };
  let stopping: Promise<void> | undefined;
  return { id, stop: () => (stopping ??= stop()) };
}
