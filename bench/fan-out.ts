import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const WIDTH = 10_000;
const REPEATS = 3;

/** One stage, 10,000 subtasks that do nothing, one stage; full history. */
export async function fanOut(pool: Pool, floor: Floor): Promise<Figure[]> {
  const perSecond = await fanOutTasks(pool, WIDTH, REPEATS);
  return [
    {
      question: "fan-out 1 → 10,000 → 1",
      value: perSecond,
      unit: "tasks/s",
      ratio: perSecond / floor.rowsPerSecond,
      goal: "≥ 10,000 tasks/s",
      reached: perSecond >= 10_000,
    },
  ];
}

/** How many tasks a second a fan-out of the given width comes to, the median of so many. */
export async function fanOutTasks(pool: Pool, width: number, repeats: number): Promise<number> {
  const published = await publish(pool, {
    heddle: 1,
    name: "fan.out",
    stages: [
      { id: "first", kind: "transform", config: { expression: "input.width" } },
      {
        id: "each",
        kind: "transform",
        forEach: { items: { $: "input.items" } },
        config: { expression: "subtask.item" },
      },
      { id: "last", kind: "transform", config: { expression: "input.width" } },
    ],
    dependencies: [
      { from: "first", to: "each" },
      { from: "each", to: "last" },
    ],
  });
  const items = Array.from({ length: width }, (_, index) => index);
  const tookMs: number[] = [];
  for (let i = 0; i < repeats; i++)
    tookMs.push(await whenFinished(pool, await start(pool, published, [{ width, items }])));
  return (width / median(tookMs)) * 1000;
}
