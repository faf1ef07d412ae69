import type { LogLine } from "#core/run-event.ts";
import { settleRescued } from "#core/settle.ts";
import type { Queryable } from "#server/db.ts";
import { advance, type Claims } from "#server/engine/advance.ts";
import { settlementRow } from "#server/engine/settlement-row.ts";
import { logsJson } from "#server/engine/storable-rows.ts";

const RESCUED_AT_ONCE = 500;

/** Extends a worker's leases and shows that it is alive. Returns the tasks that are still its own. */
export async function extendLeases(
  db: Queryable,
  workerId: string,
  taskIds: number[],
  leaseMs: number,
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>("select engine.extend_leases($1, $2, $3) as id", [
    workerId,
    taskIds,
    leaseMs,
  ]);
  return rows.map(({ id }) => id);
}

/** Claims of this worker that it does not know of; null when there is none. */
export async function unknownLeases(db: Queryable, workerId: string, knownTaskIds: number[]): Promise<Claims | null> {
  const { rows } = await db.query<{ claims: Claims | null }>("select engine.unknown_leases($1, $2) as claims", [
    workerId,
    knownTaskIds,
  ]);
  return rows[0]?.claims ?? null;
}

/** Hands back the tasks whose lease ran out, whoever held it. Returns how many. */
export async function rescueTasks(db: Queryable): Promise<number> {
  const { rows } = await db.query<{
    taskId: number;
    runId: number;
    lease: string;
    attempt: number;
    rescueCount: number;
  }>(
    `select id as "taskId", run_id as "runId", lease, attempt, rescue_count as "rescueCount"
     from task
     where lease is not null and lease_expires_at < now()
     order by lease_expires_at
     limit $1`,
    [RESCUED_AT_ONCE],
  );
  if (rows.length === 0) return 0;
  const settlements = rows.map((task) => ({
    ...settlementRow(task, settleRescued(task.rescueCount)),
    reason: "lease_expired",
  }));
  const { moved } = await advance(db, {
    workerId: null,
    wasIdle: false,
    slots: 0,
    leaseMs: 0,
    settlements,
    knownRuns: [],
    tags: [],
  });
  return moved.length;
}

/** Registers a worker; its leases name it. `tags` are the lines that it takes from, in this order. */
export async function registerWorker(
  db: Queryable,
  worker: { id: string; host: string; slots: number; tags: readonly string[] },
): Promise<void> {
  await db.query("insert into worker (id, host, slots, tags) values ($1, $2, $3, $4)", [
    worker.id,
    worker.host,
    worker.slots,
    worker.tags,
  ]);
}

/** Takes a worker that stops off the list, and those that have not been seen for a day. */
export async function unregisterWorker(db: Queryable, workerId: string): Promise<void> {
  await db.query("delete from worker where id = $1 or seen_at < now() - interval '1 day'", [workerId]);
}

/** How far an attempt has come, as its worker says. */
export interface ProgressNote {
  taskId: number;
  runId: number;
  lease: string;
  done: number;
  /** Null when it is not known. */
  total: number | null;
  note: string | null;
  /** What it has written of its output; `done` counts its characters then. */
  text?: string;
}

/** Keeps and tells how far running tasks have come; what lost its lease is left out. */
export async function noteProgress(db: Queryable, notes: ProgressNote[]): Promise<void> {
  await db.query("select engine.note_progress($1)", [JSON.stringify(notes)]);
}

export interface LogBatch {
  taskId: number;
  runId: number;
  lease: string;
  lines: LogLine[];
}

/** Appends lines to the logs of running tasks; what lost its lease is left out. */
export async function appendLogs(db: Queryable, batches: LogBatch[]): Promise<void> {
  await db.query("select engine.append_log($1)", [logsJson(batches)]);
}
