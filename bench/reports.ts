import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerOf } from "#bench/child-answer.ts";
import { publish, start } from "#bench/engine.ts";
import type { Figure } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import type { Pool } from "#server/db.ts";
import { childEnv } from "#server/env.ts";
import { createReportQueue } from "#server/reports/report-queue.ts";

const TASKS = 100;
const CONNECTIONS = 256;
const AT_ONCE = 512;
const FOR_MS = 5_000;
const GOAL = 10_000;

/** Reports of progress a second, of 100 tasks that outside systems work on, each answered once it is committed. */
export async function reports(pool: Pool, floor: Floor): Promise<Figure[]> {
  const { taskIds, paths } = await startOutside(pool);
  const before = await counted(pool, taskIds);
  const throughDoor = await reportToDoor(pool, paths);
  const stored = (await counted(pool, taskIds)) - before;
  if (stored < throughDoor.taken) throw new Error(`${throughDoor.taken} reports were answered, ${stored} are stored`);
  return [
    figure("reports through the door", (throughDoor.taken / throughDoor.tookMs) * 1_000, floor),
    figure("reports, the batches alone", await reportToQueue(pool, taskIds), floor),
  ];
}

const figure = (question: string, perSecond: number, floor: Floor): Figure => ({
  question,
  value: perSecond,
  unit: "reports/s",
  ratio: (perSecond * floor.commitMs) / 1_000,
  goal: "≥ 10,000 reports/s",
  reached: perSecond >= GOAL,
});

/** Has a worker start tasks at an outside system, which is a server in this process. */
async function startOutside(pool: Pool): Promise<{ taskIds: number[]; paths: string[] }> {
  const paths: string[] = [];
  const receiver = createServer((request, response) => {
    paths.push(new URL(String(request.headers["heddle-handle"])).pathname);
    request.resume();
    response.end("{}");
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/start`;
  const published = await publish(pool, {
    heddle: 1,
    name: "outside.work",
    stages: [{ id: "outside", kind: "external", config: { url, inactivityTimeoutMs: 600_000 } }],
  });
  const runIds = await start(
    pool,
    published,
    Array.from({ length: TASKS }, () => ({})),
  );
  for (;;) {
    const { rows } = await pool.query<{ id: number }>(
      "select id from task where run_id = any ($1) and status = 'suspended' order by id",
      [runIds],
    );
    if (rows.length === TASKS) {
      receiver.close();
      return { taskIds: rows.map(({ id }) => id), paths };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function counted(pool: Pool, taskIds: number[]): Promise<number> {
  const { rows } = await pool.query<{ sum: number }>(
    "select sum(succeeded)::bigint as sum from progress where task_id = any ($1)",
    [taskIds],
  );
  return rows[0]?.sum ?? 0;
}

async function reportToDoor(pool: Pool, paths: string[]): Promise<{ taken: number; tookMs: number }> {
  const door = fork("scripts/supervisor/testing/serves-reports.ts", {
    env: childEnv(doorEnv(pool)),
  });
  const client = fork("bench/report-client.ts");
  try {
    const port = await answerOf(door);
    client.send({ port, paths, connections: CONNECTIONS, forMs: FOR_MS });
    return (await answerOf(client)) as { taken: number; tookMs: number };
  } finally {
    door.kill();
    client.kill();
  }
}

const doorEnv = (pool: Pool) => ({ DATABASE_URL: pool.options.connectionString, HEDDLE_SECRET: BENCH_SECRET });
/** Workers and the door sign and read handles with it. */
export const BENCH_SECRET = "a secret that is of no use to anybody";

/** The batches without HTTP: so many reports at once, each followed by the next. */
async function reportToQueue(pool: Pool, taskIds: number[]): Promise<number> {
  const queue = createReportQueue(pool, () => undefined);
  const startedAt = performance.now();
  let taken = 0;
  const one = async (index: number): Promise<void> => {
    for (let turn = index; performance.now() - startedAt < FOR_MS; turn++)
      if (await queue.add({ taskId: taskIds[turn % TASKS] ?? 0, attempt: 1 }, { newSuccess: 1, newFailures: 0 }))
        taken += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(index)));
  return (taken / (performance.now() - startedAt)) * 1_000;
}
