import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chain } from "#bench/chain.ts";
import { fanOut } from "#bench/fan-out.ts";
import { type Figure, readable } from "#bench/figures.ts";
import { type Floor, measureFloor } from "#bench/floor.ts";
import { fourWorkers } from "#bench/four-workers.ts";
import { growth } from "#bench/growth.ts";
import { latency } from "#bench/latency.ts";
import { million } from "#bench/million.ts";
import { rebuild } from "#bench/rebuild.ts";
import { BENCH_SECRET, reports } from "#bench/reports.ts";
import { rules } from "#bench/rules.ts";
import { suspend } from "#bench/suspend.ts";
import { tinyRuns } from "#bench/tiny-runs.ts";
import { watchers } from "#bench/watchers.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { type SupervisedProcess, supervise } from "#scripts/supervisor/supervised-process.ts";
import { createPool, type Pool } from "#server/db.ts";
import { migrate } from "#server/migrate.ts";
import { startPostgres } from "#server/postgres/start-postgres.ts";

/** Asks a question of the workers there are; it may add more of them. */
type Question = (
  pool: Pool,
  floor: Floor,
  addWorkers: (count: number) => Promise<void>,
  runs: number,
) => Promise<Figure[]>;
/** One that takes long and much room is asked only by its name. */
const QUESTIONS: Record<string, { ask: Question; worker: string; isLarge?: true }> = {
  chain: { ask: chain, worker: "worker/main.ts" },
  latency: { ask: latency, worker: "bench/clock-worker.ts" },
  "fan-out": { ask: fanOut, worker: "worker/main.ts" },
  "tiny-runs": { ask: tinyRuns, worker: "worker/main.ts" },
  rules: { ask: rules, worker: "bench/sleeping-workers.ts" },
  "four-workers": { ask: fourWorkers, worker: "worker/main.ts" },
  reports: { ask: reports, worker: "worker/main.ts" },
  suspend: { ask: suspend, worker: "worker/main.ts" },
  watchers: { ask: watchers, worker: "worker/main.ts" },
  rebuild: { ask: rebuild, worker: "worker/main.ts" },
  // The last, as it leaves a million tasks behind.
  growth: { ask: growth, worker: "worker/main.ts" },
  million: { ask: million, worker: "worker/main.ts", isLarge: true },
};

const { values: options, positionals } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    workers: { type: "string", default: "1" },
    runs: { type: "string", default: "1000000" },
  },
  allowPositionals: true,
});

await runScript(async () => {
  const home = await mkdtemp(join(tmpdir(), "heddle-bench-"));
  // As root, Postgres runs as somebody else, who must get there.
  await chmod(home, 0o755);
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  const postgres = await startPostgres({ dataDir: join(home, "postgres"), log: say });
  try {
    await migrate(postgres.url);
    const pool = createPool(postgres.url, 4);
    for (const [name, { ask, worker, isLarge }] of Object.entries(QUESTIONS)) {
      if (positionals.length > 0 ? !positionals.includes(name) : isLarge) continue;
      const env = {
        DATABASE_URL: postgres.url,
        HEDDLE_HOME: home,
        HEDDLE_SECRET: BENCH_SECRET,
        HEDDLE_ALLOW_CIDRS: "127.0.0.1/32",
        LOG_LEVEL: "warn",
      };
      const workers: SupervisedProcess[] = [];
      const addWorkers = async (count: number) => {
        const added = Array.from({ length: count }, () =>
          supervise({ name: "worker", script: [worker], env, log: say }),
        );
        workers.push(...added);
        await Promise.all(added.map(({ ready }) => ready));
      };
      await addWorkers(Number(options.workers));
      const floor = await measureFloor(pool);
      for (const figure of await ask(pool, floor, addWorkers, Number(options.runs))) print(figure, floor);
      await Promise.all(workers.map((process) => process.stop(6_000)));
    }
    await pool.end();
  } finally {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  }
});

function print(figure: Figure, floor: Floor): void {
  if (options.json) {
    console.log(JSON.stringify({ ...figure, floor }));
    return;
  }
  const { question, value, unit, ratio, goal, reached } = figure;
  const beside = ratio === undefined ? "" : `${readable(ratio)} × floor`;
  console.log(
    `${reached ? "✓" : "✗"} ${question.padEnd(28)} ${`${readable(value)} ${unit}`.padStart(16)}   ${beside.padEnd(16)} goal ${goal.padEnd(26)} floor: ${readable(floor.commitMs)} ms a commit, ${readable(floor.rowsPerSecond)} rows/s`,
  );
}
