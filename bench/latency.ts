import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median, p99 } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const REPEATS = 300;

/** From the call that starts a run to the first instruction of its first stage, on an idle system. */
export async function latency(pool: Pool, floor: Floor): Promise<Figure[]> {
  const published = await publish(pool, {
    heddle: 1,
    name: "start.latency",
    // The worker of this bench answers a transform with the time at which it began.
    stages: [{ id: "now", kind: "transform", config: { expression: "input.n" } }],
  });
  const tookMs: number[] = [];
  for (let n = 0; n < REPEATS; n++) {
    const calledAt = performance.timeOrigin + performance.now();
    const [runId = 0] = await start(pool, published, [{ n }]);
    await whenFinished(pool, [runId]);
    const { rows } = await pool.query<{ output: number }>("select output from task where run_id = $1", [runId]);
    tookMs.push((rows[0]?.output ?? Number.NaN) - calledAt);
  }
  const warm = tookMs.slice(20);
  const [p50, worst] = [median(warm), p99(warm)];
  return [
    {
      question: "enqueue → start, p50",
      value: p50,
      unit: "ms",
      ratio: p50 / floor.commitMs,
      goal: "≤ 2.5 ms",
      reached: p50 <= 2.5,
    },
    {
      question: "enqueue → start, p99",
      value: worst,
      unit: "ms",
      ratio: worst / floor.commitMs,
      goal: "≤ 8 ms",
      reached: worst <= 8,
    },
  ];
}
