import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const RUNS = 1_000;
const REPEATS = 5;

/** 1,000 runs of three stages, submitted at once. */
export async function tinyRuns(pool: Pool, floor: Floor): Promise<Figure[]> {
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
  for (let i = 0; i < REPEATS; i++) {
    const inputs = Array.from({ length: RUNS }, (_, n) => ({ n }));
    tookMs.push(await whenFinished(pool, await start(pool, published, inputs)));
  }
  const perSecond = (RUNS / median(tookMs)) * 1000;
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
