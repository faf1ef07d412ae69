import { publish } from "#bench/engine.ts";
import { fanOutTasks } from "#bench/fan-out.ts";
import type { Figure } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import { tinyRunsDone } from "#bench/tiny-runs.ts";
import type { Pool } from "#server/db.ts";

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const TASKS_A_RUN = 10;
const WIDTH = 5_000;
const RUNS = 300;
const REPEATS = 5;

/** Adds finished runs of ten stages, with the events of each task, until so many tasks are stored. */
async function storeUpTo(pool: Pool, size: number): Promise<void> {
  const { rows } = await pool.query<{ count: number }>("select count(*)::int as count from task");
  const missing = Math.ceil(Math.max(0, size - (rows[0]?.count ?? 0)) / TASKS_A_RUN);
  const { workflowId, versionId } = await publish(pool, {
    heddle: 1,
    name: "old.runs",
    stages: Array.from({ length: TASKS_A_RUN }, (_, index) => ({
      id: `s${index}`,
      kind: "transform",
      config: { expression: "1" },
    })),
  });
  await pool.query(
    `with old as (
       insert into run (workspace_id, workflow_id, version_id, status, input, input_size, started_by, last_seq, task_count, open_count,
                        started_at, finished_at)
       select 'bench', $1, $2, 'completed', '{}', 2, 'bench', 2 * $4, $4, 0, now(), now()
       from generate_series(1, $3::int)
       returning id
     ),
     done as (
       insert into task (run_id, stage_id, status, attempt, output, started_at, finished_at)
       select old.id, 's' || n, 'completed', 1, '1', now(), now()
       from old cross join generate_series(0, $4::int - 1) n
       returning id, run_id, stage_id
     )
     insert into event (run_id, seq, type, task_id, stage_id, round, data)
     select run_id, 2 * substr(stage_id, 2)::int + side, case side when 1 then 'task.running' else 'task.settled' end, id, stage_id, 1, '{}'
     from done cross join generate_series(1, 2) side`,
    [workflowId, versionId, missing, TASKS_A_RUN],
  );
  await pool.query("vacuum analyze task");
  // What was stored is written out now, not during the measurement.
  await pool.query("checkpoint");
}

/** What a task costs as more and more are stored, against a thousand of them. */
export async function growth(pool: Pool, floor: Floor): Promise<Figure[]> {
  const figures: Figure[] = [];
  let first: { fan: number; tiny: number } | undefined;
  for (const size of SIZES) {
    await storeUpTo(pool, size);
    const [fan, tiny] = [await fanOutTasks(pool, WIDTH, REPEATS), await tinyRunsDone(pool, RUNS, REPEATS)];
    first ??= { fan, tiny };
    for (const [what, cost] of [
      ["a subtask", first.fan / fan],
      ["a run", first.tiny / tiny],
    ] as const)
      figures.push({
        question: `${size.toLocaleString("en")} stored: ${what}`,
        value: cost,
        unit: "× at 1,000",
        ratio: fan / floor.rowsPerSecond,
        goal: "≤ 1.2",
        reached: cost <= 1.2,
      });
  }
  return figures;
}
