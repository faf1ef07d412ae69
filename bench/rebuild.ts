import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { Pool } from "#server/db.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { previewUpdate } from "#server/runs/start-update.ts";

const LOOKUPS = 200;
const ENTRIES = 1_000_000;
const STAGES = 1_000;
const WIDTH = 25;

/** What a known output costs, also among a million of them; and what it costs to say what a change would do. */
export async function rebuild(pool: Pool): Promise<Figure[]> {
  const published = await publish(pool, {
    heddle: 1,
    name: "kept.output",
    stages: [{ id: "a", kind: "transform", config: { expression: "input" }, cache: { scope: "global" } }],
    dependencies: [],
  });
  const [first = 0] = await start(pool, published, [{ n: 1 }]);
  await whenFinished(pool, [first]);
  const alone = await lookUps(pool, published);
  await fill(pool, first);
  const among = await lookUps(pool, published);
  const previewMs = await preview(pool);
  return [
    { question: "a known output, p50", value: alone, unit: "ms", goal: "≤ 5 ms", reached: alone <= 5 },
    {
      question: "the same among 1,000,000",
      value: among / alone,
      unit: "× alone",
      goal: "≤ 1.2 × alone",
      reached: among <= alone * 1.2,
    },
    {
      question: "preview of 1,000 stages, p50",
      value: previewMs,
      unit: "ms",
      goal: "≤ 300 ms",
      reached: previewMs <= 300,
    },
  ];
}

/** From the claim of a task to its settlement by the output that is known, in milliseconds, the median of so many runs. */
async function lookUps(pool: Pool, published: Awaited<ReturnType<typeof publish>>): Promise<number> {
  const runIds: number[] = [];
  for (let i = 0; i < LOOKUPS; i++) {
    const [runId = 0] = await start(pool, published, [{ n: 1 }]);
    await whenFinished(pool, [runId]);
    runIds.push(runId);
  }
  const { rows } = await pool.query<{ ms: number; skipReason: string | null }>(
    `select (extract(epoch from finished_at - started_at) * 1000)::float8 as ms, skip_reason as "skipReason"
     from task where run_id = any ($1)`,
    [runIds],
  );
  const missed = rows.filter(({ skipReason }) => skipReason !== "cached").length;
  if (missed > 0) throw new Error(`${missed} of ${LOOKUPS} outputs were not found`);
  return median(rows.map(({ ms }) => ms));
}

async function fill(pool: Pool, runId: number): Promise<void> {
  await pool.query(
    `insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size)
     select encode(sha256(n::text::bytea), 'hex'), r.workspace_id, r.workflow_id, 'a', encode(sha256(n::text::bytea), 'hex'), r.id, t.id, 100
     from run r
     join task t on t.run_id = r.id
     cross join generate_series(1, $2::int) n
     where r.id = $1`,
    [runId, ENTRIES],
  );
  await pool.query("analyze cache_entry");
}

/** What a change of one stage in the middle would do, in layers of stages that each depend on two before them. */
async function preview(pool: Pool): Promise<number> {
  const stages = Array.from({ length: STAGES }, (_, index) => ({
    id: `s${index}`,
    kind: "transform",
    config: { expression: "1" },
    input: {},
  }));
  const dependencies = stages.flatMap(({ id }, index) =>
    index < WIDTH
      ? []
      : [
          { from: `s${index - WIDTH}`, to: id },
          { from: `s${index - WIDTH + (index % WIDTH === WIDTH - 1 ? 0 : 1)}`, to: id },
        ].filter(({ from }, place, all) => all.findIndex((each) => each.from === from) === place),
  );
  const published = await publish(pool, { heddle: 1, name: "wide.flow", stages, dependencies });
  await pool.query("update workflow set latest_version = 1 where id = $1", [published.workflowId]);
  const [runId = 0] = await start(pool, published, [{}]);
  await whenFinished(pool, [runId]);
  const expressions = createExpressionPool({ threads: 1 });
  const deps = { pool, expressions, artifacts: folderStore(join(tmpdir(), "heddle-bench")), maxInputBytes: 1_000_000 };
  const who = { workspaceId: "bench", by: "bench" };
  const tookMs: number[] = [];
  for (let i = 0; i < 20; i++) {
    const begin = performance.now();
    await previewUpdate(deps, who, { runId, stages: [`s${STAGES / 2 + (i % WIDTH)}`], note: "" });
    tookMs.push(performance.now() - begin);
  }
  expressions.close();
  return median(tookMs);
}
