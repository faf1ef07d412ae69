import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { answerOf } from "#bench/child-answer.ts";
import { publish, start } from "#bench/engine.ts";
import { at, type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Watched, WatchOrder } from "#bench/watch-client.ts";
import { startWeb } from "#bench/web.ts";
import type { SupervisedProcess } from "#scripts/supervisor/supervised-process.ts";
import type { Pool } from "#server/db.ts";

const WATCHERS = 1_000;
const RUNS = 100;
/** Watching starts in the first wait of the runs; then each does something twice a second, for half a minute. */
const FIRST_WAIT = "PT20S";
const STEPS = 30;
const WATCHED_MS = 30_000;
const SETTLE_MS = 3_000;
const PAGE_BYTES = 4_096;

/** A thousand readers follow a hundred runs at the web server as it is built, in a process of its own. */
export async function watchers(pool: Pool, floor: Floor): Promise<Figure[]> {
  const web = await startWeb(pool, ["--import", "#bench/collect-when-told.ts"]);
  try {
    const { port, apiKey } = web;
    const runIds = await liveRuns(pool, web.workspaceId);
    // Some watch first: what the first of them make is there for all.
    await (await openWatchers({ port, apiKey, runIds, watchers: RUNS })).end();
    const before = await residentBytes(web.process);
    const watching = await openWatchers({ port, apiKey, runIds, watchers: WATCHERS });
    await pause(WATCHED_MS);
    const after = await residentBytes(web.process);
    const { lagsMs, missed } = await watching.end();
    if (missed > 0) throw new Error(`${missed} events were missed or came twice`);
    return figuresOf(lagsMs, (after - before) / WATCHERS / 1024, floor);
  } finally {
    await web.stop();
  }
}

function figuresOf(lagsMs: readonly number[], kilobytes: number, { commitMs }: Floor): Figure[] {
  const [p50, p95] = [median(lagsMs), at(lagsMs, 0.95)];
  const toCompare = { goal: "to compare", reached: true };
  return [
    { question: "event → reader, p50", value: p50, unit: "ms", ratio: p50 / commitMs, ...toCompare },
    {
      question: "event → reader, p95",
      value: p95,
      unit: "ms",
      ratio: p95 / commitMs,
      goal: "≤ 150 ms",
      reached: p95 <= 150,
    },
    { question: "  events read", value: lagsMs.length, unit: "events", ...toCompare },
    { question: "memory a reader", value: kilobytes, unit: "KB", goal: "≤ 50 KB", reached: kilobytes <= 50 },
  ];
}

/** Runs in the workspace of the owner, which wait first, and then wait and work by turns. */
async function liveRuns(pool: Pool, workspaceId: string): Promise<number[]> {
  const steps = Array.from({ length: STEPS }, (_, n) => [
    { id: `wait_${n}`, kind: "wait", config: { for: n === 0 ? FIRST_WAIT : "PT1S" } },
    { id: `work_${n}`, kind: "transform", config: { expression: "1" } },
  ]).flat();
  const dependencies = steps.slice(1).map(({ id }, before) => ({ from: steps[before]?.id, to: id }));
  const published = await publish(pool, { heddle: 1, name: "live.run", stages: steps, dependencies }, workspaceId);
  const runIds: number[] = [];
  // Not all at the same moment, or they would all wait and work together.
  for (let n = 0; n < RUNS; n++) {
    runIds.push(...(await start(pool, published, [{}])));
    await pause(1_000 / RUNS);
  }
  return runIds;
}

/** What the process holds in memory once it has let go of what nobody needs. */
async function residentBytes({ pid }: SupervisedProcess): Promise<number> {
  if (pid === undefined) throw new Error("The web process has ended");
  for (let n = 0; n < 2; n++) {
    process.kill(pid, "SIGUSR2");
    await pause(SETTLE_MS);
  }
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
}

async function openWatchers(order: WatchOrder): Promise<{ end(): Promise<Watched> }> {
  const client = fork("bench/watch-client.ts");
  client.send(order);
  await answerOf(client);
  return {
    async end() {
      const answer = answerOf(client);
      client.send("end");
      return (await answer) as Watched;
    },
  };
}
