import { fanOutTasks } from "#bench/fan-out.ts";
import type { Figure } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import { tinyRunsDone } from "#bench/tiny-runs.ts";
import type { Pool } from "#server/db.ts";

const WIDTH = 10_000;
const RUNS = 1_000;
const REPEATS = 5;
/** Rounds that are not measured: new processes compile what they run for the first time. */
const WARM_UP = 3;

/** Whether four workers are at least as fast as one, on the same load in the same run, all of them warm. */
export async function fourWorkers(
  pool: Pool,
  _floor: Floor,
  addWorkers: (count: number) => Promise<void>,
): Promise<Figure[]> {
  const measured = async () => {
    await fanOutTasks(pool, WIDTH, WARM_UP);
    await tinyRunsDone(pool, RUNS, WARM_UP);
    return [await fanOutTasks(pool, WIDTH, REPEATS), await tinyRunsDone(pool, RUNS, REPEATS)] as const;
  };
  const [tasksAlone, runsAlone] = await measured();
  await addWorkers(3);
  const [tasks, runs] = await measured();
  const figure = (question: string, four: number, one: number): Figure => ({
    question,
    value: four / one,
    unit: "× one worker",
    goal: "≥ 1",
    reached: four >= one,
  });
  return [figure("four workers, fan-out", tasks, tasksAlone), figure("four workers, 1,000 runs", runs, runsAlone)];
}
