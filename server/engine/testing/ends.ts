import type { Pool } from "#server/db.ts";

/** What differs between two histories of the same thing: ids, clocks, and who did it. */
const OWN =
  /^(id|.*_id|at|.*_at|lease|key|.*_key|worker|by|durationMs|availableAt|reviewId|taskId|runId|started_by|content_hash|host|turn|last_seq|seq|idle_slots|request_hash)$/;
const KEPT = /^(stage_id|item_id)$/;

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => KEPT.test(name) || !OWN.test(name))
      .map(([name, each]) => [name, plain(each)]),
  );
}

const TABLES = {
  run: "id",
  task: "stage_id, round, subtask nulls first, id",
  event: "run_id, seq",
  review: "stage_id, id",
  artifact: "name",
  delivery: "id",
  spawn: "spawn, id",
  slot: "key",
  task_slot: "task_id",
  attempt: "task_id, number",
  progress: "task_id",
  batch: "id",
};

/** How everything in the database has ended, without what differs from one history to the next. */
export async function endsOf(pool: Pool): Promise<Record<string, unknown>> {
  const ends: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(TABLES)) {
    const { rows } = await pool.query<{ row: unknown }>(`select to_json(t) as row from "${table}" t order by ${order}`);
    ends[table] = rows.map(({ row }) => plain(row));
  }
  return ends;
}
