import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const WIDTH = 10_000;
const REPEATS = 3;

/** One stage, 10,000 subtasks that do nothing, one stage; full history. */
export async function fanOut(pool: Pool, floor: Floor): Promise<Figure[]> {
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
  const items = Array.from({ length: WIDTH }, (_, index) => index);
  const tookMs: number[] = [];
  for (let i = 0; i < REPEATS; i++)
    tookMs.push(await whenFinished(pool, await start(pool, published, [{ width: WIDTH, items }])));
  const perSecond = (WIDTH / median(tookMs)) * 1000;
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
