import { publish, start, whenFinished } from "#bench/engine.ts";
import type { Figure } from "#bench/figures.ts";
import type { Pool } from "#server/db.ts";

export const WORKERS = 10;
export const TASK_MS = 50;
const TASKS = 5_000;
const MAX = 3;

/** Ten workers, a rule of 3, 5,000 tasks that take 50 ms each: how many ran at once, and the time beside the ideal. */
export async function rules(pool: Pool): Promise<Figure[]> {
  const published = await publish(pool, {
    heddle: 1,
    name: "three.at.once",
    stages: [
      {
        id: "a",
        kind: "transform",
        config: { expression: "null" },
        rules: [{ type: "concurrency", max: MAX }],
      },
    ],
    dependencies: [],
  });
  const runIds = await start(
    pool,
    published,
    Array.from({ length: TASKS }, () => ({})),
  );
  const seconds = (await whenFinished(pool, runIds)) / 1_000;
  const ideal = (TASKS * TASK_MS) / MAX / 1_000;
  const most = await mostAtOnce(pool, runIds);
  return [
    {
      question: `${WORKERS} workers, a rule of ${MAX}: at once`,
      value: most,
      unit: "tasks",
      goal: `≤ ${MAX}`,
      reached: most <= MAX,
    },
    {
      question: `${TASKS.toLocaleString("en")} tasks of ${TASK_MS} ms under it`,
      value: seconds / ideal,
      unit: "× ideal",
      goal: "≤ 1.1 × ideal",
      reached: seconds <= ideal * 1.1,
    },
  ];
}

/** The most tasks of these runs that ran at the same moment, by the times that their rows keep. */
async function mostAtOnce(pool: Pool, runIds: number[]): Promise<number> {
  const { rows } = await pool.query<{ most: number }>(
    `select max(running)::int as most
     from (
       select sum(step) over (order by at, step) as running
       from task
       cross join lateral (values (started_at, 1), (finished_at, -1)) moment (at, step)
       where run_id = any ($1)
     ) line`,
    [runIds],
  );
  return rows[0]?.most ?? 0;
}
