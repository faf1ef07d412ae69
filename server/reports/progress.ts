import type { CancelAction } from "#core/action.ts";
import type { Queryable } from "#server/db.ts";

/** How far the current attempt of an external stage has come. */
export interface ProgressState {
  succeeded: number;
  failed: number;
  expected: number | null;
  metadata: unknown;
  /** Milliseconds since the last report; null when there was none. */
  quietMs: number | null;
}

/** Makes room for the reports of an attempt before its start call; an attempt that is made again goes on counting. */
export async function beginProgress(
  db: Queryable,
  { taskId, attempt }: { taskId: number; attempt: number },
  expected: number | null,
): Promise<void> {
  await db.query(
    `insert into progress (task_id, run_id, expected)
     select id, run_id, $3 from task where id = $1 and attempt = $2 and status = 'running'
     on conflict (task_id) do nothing`,
    [taskId, attempt, expected],
  );
}

/** Keeps what the outside system wants to be called when its task is canceled; one that was meanwhile is told at once. */
export async function registerCancel(db: Queryable, taskId: number, action: CancelAction): Promise<void> {
  await db.query("select engine.register_cancel($1, $2)", [taskId, JSON.stringify(action)]);
}

/** The progress of a task; null before its first attempt, and between two. */
export async function readProgress(db: Queryable, taskId: number): Promise<ProgressState | null> {
  const { rows } = await db.query<ProgressState>(
    `select succeeded, failed, expected, metadata,
            (extract(epoch from clock_timestamp() - reported_at) * 1000)::float8 as "quietMs"
     from progress where task_id = $1`,
    [taskId],
  );
  return rows[0] ?? null;
}
