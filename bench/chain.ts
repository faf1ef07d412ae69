import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";

const LENGTH = 40;
const REPEATS = 15;

const chainOf = (name: string, stage: (index: number) => object) => ({
  heddle: 1,
  name,
  stages: Array.from({ length: LENGTH }, (_, index) => ({ id: `s${index}`, ...stage(index) })),
  dependencies: Array.from({ length: LENGTH - 1 }, (_, index) => ({ from: `s${index}`, to: `s${index + 1}` })),
});
const before = (index: number) => (index === 0 ? "input.n" : `stages.s${index - 1}.output`);

/** A chain of 40 light stages, one worker, every step durable. */
export async function chain(pool: Pool, floor: Floor): Promise<Figure[]> {
  const transforms = await publish(
    pool,
    chainOf("chain.transform", (index) => ({ kind: "transform", config: { expression: `${before(index)} + 1` } })),
  );
  const codes = await publish(
    pool,
    chainOf("chain.code", (index) => ({
      kind: "code",
      config: { source: "export default (n) => n + 1;" },
      input: { $: before(index) },
    })),
  );
  const timed = async (published: typeof transforms) => {
    const tookMs: number[] = [];
    for (let i = 0; i < REPEATS; i++) tookMs.push(await whenFinished(pool, await start(pool, published, [{ n: 0 }])));
    return median(tookMs.slice(3));
  };
  const transformMs = await timed(transforms);
  const codeMs = await timed(codes);
  const ratio = transformMs / (LENGTH * floor.commitMs);
  return [
    {
      question: "chain of 40, transform",
      value: transformMs,
      unit: "ms",
      ratio,
      goal: "≤ 2.5 × 40 floor commits",
      reached: ratio <= 2.5,
    },
    {
      question: "chain of 40, code",
      value: codeMs,
      unit: "ms",
      ratio: codeMs / (LENGTH * floor.commitMs),
      goal: "≤ 300 ms",
      reached: codeMs <= 300,
    },
  ];
}
