import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const RUNS = 1_000;
const REPEATS = 5;

/** 1,000 runs of three stages, submitted at once. */
export async function tinyRuns(pool: Pool, floor: Floor): Promise<Figure[]> {
  const perSecond = await tinyRunsDone(pool, RUNS, REPEATS);
  return [
    {
      question: "1,000 runs of three stages",
      value: perSecond,
      unit: "runs/s",
      ratio: (perSecond * 3) / floor.rowsPerSecond,
      goal: "≥ 2,000 runs/s",
      reached: perSecond >= 2_000,
    },
  ];
}

/** How many runs of three stages a second are done when so many are submitted at once, the median of so many times. */
export async function tinyRunsDone(pool: Pool, runs: number, repeats: number): Promise<number> {
  const published = await publish(pool, {
    heddle: 1,
    name: "tiny.run",
    stages: ["a", "b", "c"].map((id) => ({ id, kind: "transform", config: { expression: "input.n" } })),
    dependencies: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
  });
  const tookMs: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const inputs = Array.from({ length: runs }, (_, n) => ({ n }));
    tookMs.push(await whenFinished(pool, await start(pool, published, inputs)));
  }
  return (runs / median(tookMs)) * 1000;
}
