import { Gauge, Registry } from "prom-client";
import type { Queryable } from "#server/db.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";
import { listWorkers } from "#server/watch/list-workers.ts";
import { databaseBytes, deliveriesState, queueState, unfinishedRuns } from "#server/watch/system-state.ts";
import { untakenTags } from "#server/watch/untaken-tags.ts";

const seconds = (ms: number | null): number => (ms ?? 0) / 1_000;

/**
 * How all of Heddle stands, as the database tells it, in a registry of its own: what is not there any more leaves no gauge
 * behind. When the database does not answer, all that it says is `heddle_database_up 0`, and `onError` is told why.
 */
export async function systemMetrics(
  db: Queryable,
  leaseMs: number,
  cap: StorageCap,
  onError: (error: unknown) => void,
): Promise<Registry> {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name, help, registers: [registry] }).set(value);
  const gauges = (name: string, help: string, label: string, values: Record<string, number>) => {
    const made = new Gauge({ name, help, labelNames: [label], registers: [registry] });
    for (const [key, value] of Object.entries(values)) made.set({ [label]: key }, value);
  };

  const state = await readState(db, leaseMs, cap).catch((error: unknown) => {
    onError(error);
    return null;
  });
  gauge("heddle_database_up", "Whether the database answers (1) or not (0).", state ? 1 : 0);
  if (!state) return registry;
  const { queue, runs, deliveries, workers, untaken, bytes, artifactBytes } = state;
  gauges("heddle_tasks_pending", "Tasks that wait for a worker, by what holds them back.", "state", {
    ready: queue.ready,
    delayed: queue.delayed,
    held_back: queue.heldBack,
    paused: queue.paused,
  });
  gauge("heddle_tasks_running", "Tasks for which a worker holds a lease.", queue.running);
  gauge("heddle_leases_overdue", "Leases that have run out and were not rescued yet.", queue.overdue);
  gauge(
    "heddle_oldest_ready_task_age_seconds",
    "For how long the task has been ready that has waited longest; 0 when none waits.",
    seconds(queue.oldestReadyMs),
  );
  gauges("heddle_runs_unfinished", "Runs that have not ended, by status.", "status", runs);
  gauge("heddle_follow_ups_pending", "Follow-ups whose runs were not started yet.", queue.followUps);
  gauges("heddle_deliveries_open", "Deliveries that were not delivered, by status.", "status", {
    pending: deliveries.pending,
    exhausted: deliveries.exhausted,
  });
  gauge(
    "heddle_oldest_pending_delivery_age_seconds",
    "For how long the oldest pending delivery has waited; 0 when none does.",
    seconds(deliveries.oldestMs),
  );
  const alive = workers.filter(({ isAlive }) => isAlive);
  gauges("heddle_workers", "Workers that were seen within a day, by whether they are alive.", "state", {
    alive: alive.length,
    lost: workers.length - alive.length,
  });
  gauge(
    "heddle_tasks_untaken",
    "Ready tasks with a tag that no worker takes that is alive.",
    untaken.reduce((sum, { ready }) => sum + ready, 0),
  );
  const slots = alive.reduce((sum, worker) => sum + worker.slots, 0);
  gauge("heddle_worker_slots", "Tasks that the workers that are alive can run at a time.", slots);
  gauge("heddle_database_size_bytes", "What the database takes on its disk.", bytes);
  gauge("heddle_artifacts_size_bytes", "What the artifacts take, as last measured.", artifactBytes);
  if (cap.maxBytes !== null)
    gauge("heddle_storage_limit_bytes", "How much both may take before no new run is started.", cap.maxBytes);
  return registry;
}

async function readState(db: Queryable, leaseMs: number, cap: StorageCap) {
  // One after the other: a look at the whole takes one connection.
  return {
    queue: await queueState(db),
    runs: await unfinishedRuns(db),
    deliveries: await deliveriesState(db),
    workers: await listWorkers(db, leaseMs),
    untaken: await untakenTags(db, leaseMs),
    bytes: await databaseBytes(db),
    artifactBytes: (await cap.stored()).artifactBytes,
  };
}
