import type { RunStatus, TaskStatus } from "#core/statuses.ts";
import type { Pool } from "#server/db.ts";

/** Records every change of status in the database from now on, so that a test can see moves that leave no event. */
export async function recordMoves(pool: Pool): Promise<void> {
  await pool.query(`
    create table move (id bigserial primary key, run_id bigint, task_id bigint, "from" text, "to" text);
    create function record_task_move() returns trigger language plpgsql as $$
      begin insert into move (run_id, task_id, "from", "to") values (new.run_id, new.id, old.status, new.status); return null; end $$;
    create function record_run_move() returns trigger language plpgsql as $$
      begin insert into move (run_id, task_id, "from", "to") values (new.id, null, old.status, new.status); return null; end $$;
    create trigger task_moved after update on task for each row when (old.status <> new.status) execute function record_task_move();
    create trigger run_moved after update on run for each row when (old.status <> new.status) execute function record_run_move();
  `);
}

/** The moves of one run's tasks, in order. */
export async function taskMovesOf(
  pool: Pool,
  runId: number,
): Promise<{ taskId: number; from: TaskStatus; to: TaskStatus }[]> {
  const { rows } = await pool.query<{ taskId: number; from: TaskStatus; to: TaskStatus }>(
    `select task_id as "taskId", "from", "to" from move where run_id = $1 and task_id is not null order by id`,
    [runId],
  );
  return rows;
}

/** The moves of a run itself, in order. */
export async function runMovesOf(pool: Pool, runId: number): Promise<{ from: RunStatus; to: RunStatus }[]> {
  const { rows } = await pool.query<{ from: RunStatus; to: RunStatus }>(
    `select "from", "to" from move where run_id = $1 and task_id is null order by id`,
    [runId],
  );
  return rows;
}
