import { publish, start, whenFinished } from "#bench/engine.ts";
import type { Figure } from "#bench/figures.ts";
import type { Pool } from "#server/db.ts";

export const WORKERS = 10;
const TASKS = 5_000;
const MAX = 3;
/** Handing a slot over takes as long whatever the task takes: the shorter one shows it, the longer one is like work. */
const LENGTHS_MS = [50, 100];

/** Ten workers, a rule of 3, 5,000 tasks that take so long each: how many ran at once, and the time beside the ideal. */
export async function rules(pool: Pool): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const taskMs of LENGTHS_MS) figures.push(...(await underARule(pool, taskMs)));
  return figures;
}

async function underARule(pool: Pool, taskMs: number): Promise<Figure[]> {
  const published = await publish(pool, {
    heddle: 1,
    name: "three.at.once",
    stages: [
      {
        id: "a",
        kind: "transform",
        // Read by bench/sleeping-workers.ts.
        config: { expression: String(taskMs) },
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
  await whenFinished(pool, runIds);
  const { most, tookMs } = await whatRan(pool, runIds);
  const idealMs = (TASKS * taskMs) / MAX;
  return [
    {
      question: `${WORKERS} workers, a rule of ${MAX}, ${taskMs} ms: at once`,
      value: most,
      unit: "tasks",
      goal: `≤ ${MAX}`,
      reached: most <= MAX,
    },
    {
      question: `${TASKS.toLocaleString("en")} tasks of ${taskMs} ms under it`,
      value: tookMs / idealMs,
      unit: "× ideal",
      goal: "≤ 1.1 × ideal",
      reached: tookMs <= idealMs * 1.1,
    },
  ];
}

/** By the times that their rows keep: the most tasks of these runs that ran at the same moment, and how long all took from the start of the first. */
async function whatRan(pool: Pool, runIds: number[]): Promise<{ most: number; tookMs: number }> {
  const { rows } = await pool.query<{ most: number; tookMs: number }>(
    `select max(running)::int as most, (extract(epoch from max(at) - min(at)) * 1000)::float8 as "tookMs"
     from (
       select at, sum(step) over (order by at, step) as running
       from task
       cross join lateral (values (started_at, 1), (finished_at, -1)) moment (at, step)
       where run_id = any ($1)
     ) line`,
    [runIds],
  );
  return rows[0] ?? { most: 0, tookMs: 0 };
}
