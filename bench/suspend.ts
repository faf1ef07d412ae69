import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { ownImageSource } from "#worker/sandbox/image-source.ts";
import { openTask, sealTask } from "#worker/sandbox/kept-task.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import type { HostAnswer, KeptTask, RunMessage } from "#worker/sandbox/messages.ts";
import { GuestTask } from "#worker/sandbox/run-task.ts";
import { HotTask } from "#worker/testing/soak/hot-task.ts";

const CALLS = [10, 100, 1_000, 10_000];
const REPEATS = 15;
/** A replay of many calls takes long, and varies little. */
const FEW_REPEATS = 5;
const DURABLE_CALLS = 500;

const BOX = createSecretBox("a secret for benchmarks, long enough");
const WHOSE = { workspaceId: "bench", taskId: 1, attempt: 1 };

/** Calls one after the other, each with what came of the last; it keeps a sum, not the answers. */
const SOURCE = `export default async () => {
  let sum = 0;
  for (let n = 0; ; n++) {
    const { value } = await callHost("shop", "order", { id: "order-" + n, n, sum });
    sum = (sum * 31 + value) % 1000003;
  }
}`;
const answerOf = (n: number): string =>
  JSON.stringify({ ok: true, value: { value: (n * 7919) % 997, note: `Order ${n} was taken` } });

interface Point {
  kept: KeptTask;
  /** What a journal holds by then, in bytes. */
  journalBytes: number;
}

/** What it takes to go on after N calls: from the kept memory, and by a replay of the journal from the beginning. */
export async function suspend(pool: Pool, floor: Floor): Promise<Figure[]> {
  const machine = await Machine.create(ownImageSource());
  const figures: Figure[] = [];
  const resumes: number[] = [];
  const points = await pointsOf(machine);
  // The first of each compile what they run.
  await resumeMs(machine, points[0] as Point);
  // Before any replay, which leaves the memory of this process in another state.
  for (const point of points) resumes.push(await resumeMs(machine, point));
  for (const [index, n] of CALLS.entries()) {
    const point = points[index] as Point;
    const ms = resumes[index] as number;
    const replayed = replayMs(machine, n);
    figures.push(
      {
        question: `go on after ${n.toLocaleString("en")} calls`,
        value: ms,
        unit: "ms",
        goal: "flat: ≤ 1.5 × after 10",
        reached: ms <= 1.5 * (resumes[0] ?? 0),
      },
      { question: "  by replay", value: replayed, unit: "ms", goal: "to compare", reached: true },
      {
        question: "  bytes kept, in all",
        value: sealTask(BOX, point.kept, WHOSE).byteLength,
        unit: "bytes",
        goal: "≤ 16,384",
        reached: point.kept.memory.byteLength <= 16_384,
      },
      {
        question: "  bytes of journal a call",
        value: point.journalBytes / n,
        unit: "bytes",
        goal: "to compare",
        reached: true,
      },
    );
  }
  return [...figures, await durable(pool, floor)];
}

/** The task as it is kept after so many calls, for each of CALLS. */
async function pointsOf(machine: Machine): Promise<Point[]> {
  const points: Point[] = [];
  let kept: KeptTask | null = null;
  let journalBytes = 0;
  for (let n = 0; n <= (CALLS.at(-1) ?? 0); n++) {
    const call: KeptTask["calls"][number] | undefined = kept?.calls[0];
    const answer = answerOf(n - 1);
    if (call) journalBytes += Buffer.byteLength(call.args) + Buffer.byteLength(answer);
    kept = await step(machine, kept, call ? [[call.id, answer]] : []);
    if (CALLS.includes(n)) points.push({ kept, journalBytes });
  }
  return points;
}

async function step(machine: Machine, kept: KeptTask | null, answers: HostAnswer[]): Promise<KeptTask> {
  machine.reset();
  const message: RunMessage = {
    ...{ source: SOURCE, input: "null", context: "{}", memoryMb: 64, cpuMs: 60_000, sliceCpuMs: 60_000 },
    ...{ modules: {}, image: null, patienceMs: 0, kept, answers, notBefore: 0 },
  };
  const end = await new GuestTask(machine, message, new Int32Array(2), () => {}).run();
  if (end.kind !== "suspended") throw new Error(`The task has ended: ${JSON.stringify(end)}`);
  return end.kept;
}

/** From the bytes in the database to the next call, packed and sealed again. */
async function resumeMs(machine: Machine, { kept }: Point): Promise<number> {
  const tookMs: number[] = [];
  const sealed = sealTask(BOX, kept, WHOSE);
  for (let i = 0; i < REPEATS; i++) {
    const begin = performance.now();
    const opened = openTask(BOX, sealed, WHOSE);
    const next = await step(machine, opened, [[opened.calls[0]?.id ?? 0, answerOf(0)]]);
    sealTask(BOX, next, WHOSE);
    tookMs.push(performance.now() - begin);
  }
  return median(tookMs);
}

/** The way of others: the code runs from its beginning, and each call is answered from the journal, up to the next. */
function replayMs(machine: Machine, calls: number): number {
  const journal = Array.from({ length: calls }, (_, n) => answerOf(n));
  const tookMs: number[] = [];
  for (let i = 0; i < (calls > 1_000 ? FEW_REPEATS : REPEATS); i++) {
    const begin = performance.now();
    machine.reset();
    machine.limitMemory(64);
    const task = new HotTask(machine, SOURCE, null);
    for (const answer of journal) {
      const [call] = task.drain().outbox;
      if (call) task.deliver(call.id, answer);
    }
    if (task.drain().outbox.length !== 1) throw new Error("The replay did not come to the next call");
    tookMs.push(performance.now() - begin);
  }
  return median(tookMs);
}

/** A call through a worker and the database, to a service that there is not: it is refused at once, and kept as any other. */
async function durable(pool: Pool, floor: Floor): Promise<Figure> {
  const source = `export default async () => {
    for (let n = 0; n < ${DURABLE_CALLS}; n++) await callHost("none", "order", { n }).catch(() => {});
  }`;
  const code = { id: "call", kind: "code", config: { source }, timeoutMs: 600_000 };
  const published = await publish(pool, { heddle: 1, name: "calls.one.by.one", stages: [code], dependencies: [] });
  await whenFinished(pool, await start(pool, published, [{}]));
  const tookMs = await whenFinished(pool, await start(pool, published, [{}]));
  const value = tookMs / DURABLE_CALLS;
  const ratio = value / floor.commitMs;
  return { question: "a durable call", value, unit: "ms", ratio, goal: "≤ 10 × floor", reached: ratio <= 10 };
}
