import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish, start, whenFinished } from "#bench/engine.ts";
import { type Figure, median } from "#bench/figures.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { Pool } from "#server/db.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { previewUpdate } from "#server/runs/start-update.ts";

const LOOKUPS = 200;
const TURNS = 10;
/** After the tables were exchanged, plans are made anew. */
const WARM_UP = 5;
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
  const made = await start(pool, published, Array.from({ length: LOOKUPS }, inputOf));
  await whenFinished(pool, made);
  await fill(pool, made[0] ?? 0);
  const alone: number[] = [];
  const among: number[] = [];
  // By turns, so that what else the machine does meets both alike.
  for (let turn = 0; turn < TURNS; turn++)
    for (const tookMs of [alone, among]) {
      tookMs.push(...(await lookUps(pool, published, turn)));
      await exchange(pool);
    }
  await checkHits(pool);
  const ratio = middleMean(among) / middleMean(alone);
  const previewMs = await preview(pool);
  return [
    {
      question: "a known output, p50",
      value: median(alone),
      unit: "ms",
      goal: "≤ 5 ms",
      reached: median(alone) <= 5,
    },
    {
      question: "the same among 1,000,000",
      value: ratio,
      unit: "× alone",
      goal: "≤ 1.2 × alone",
      reached: ratio <= 1.2,
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

const inputOf = (_: unknown, n: number) => ({ n });

/** The mean of the middle half: times are stored in whole milliseconds, so a median of them is a whole one too. */
function middleMean(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  const middle = values.toSorted((a, b) => a - b).slice(quarter, values.length - quarter);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * Looks up a part of the outputs, each once, and returns how long each took from the claim of a task to its settlement by
 * the output that is known, in milliseconds.
 */
async function lookUps(pool: Pool, published: Awaited<ReturnType<typeof publish>>, turn: number): Promise<number[]> {
  const runIds: number[] = [];
  for (let i = -WARM_UP; i < LOOKUPS / TURNS; i++) {
    const [runId = 0] = await start(pool, published, [{ n: (turn * LOOKUPS) / TURNS + Math.max(i, 0) }]);
    await whenFinished(pool, [runId]);
    if (i >= 0) runIds.push(runId);
  }
  const { rows } = await pool.query<{ ms: number; skipReason: string | null }>(
    `select (extract(epoch from finished_at - started_at) * 1000)::float8 as ms, skip_reason as "skipReason"
     from task where run_id = any ($1)`,
    [runIds],
  );
  const missed = rows.filter(({ skipReason }) => skipReason !== "cached").length;
  if (missed > 0) throw new Error(`${missed} of ${rows.length} outputs were not found`);
  return rows.map(({ ms }) => ms);
}

/** Makes a second table of the same outputs, in the middle of a million others. */
async function fill(pool: Pool, runId: number): Promise<void> {
  const others = `
    insert into other_cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size)
    select h.hash, r.workspace_id, r.workflow_id, 'a', h.hash, r.id, t.id, 100
    from run r
    join task t on t.run_id = r.id
    cross join generate_series($2::int, $3::int) n
    cross join lateral (select encode(sha256(n::text::bytea), 'hex') as hash) h
    where r.id = $1`;
  await pool.query("create table other_cache_entry (like cache_entry including all)");
  await pool.query(others, [runId, 1, ENTRIES / 2]);
  await pool.query("insert into other_cache_entry select * from cache_entry");
  await pool.query(others, [runId, ENTRIES / 2 + 1, ENTRIES]);
  // As autovacuum and a checkpoint have done long ago where a million outputs are kept.
  for (const step of ["vacuum (analyze) other_cache_entry", "vacuum (analyze) cache_entry", "checkpoint"])
    await pool.query(step);
}

/** Puts the other table in the place of the one that is looked in. */
async function exchange(pool: Pool): Promise<void> {
  await pool.query(
    `begin;
     alter table cache_entry rename to set_aside;
     alter table other_cache_entry rename to cache_entry;
     alter table set_aside rename to other_cache_entry;
     commit`,
  );
}

/** Both tables must have been looked in. */
async function checkHits(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ here: number; there: number }>(
    `select (select sum(hit_count)::int from cache_entry) as here, (select sum(hit_count)::int from other_cache_entry) as there`,
  );
  const expected = LOOKUPS + WARM_UP * TURNS;
  if (rows[0]?.here !== expected || rows[0].there !== expected) throw new Error("Only one of the tables was looked in");
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
