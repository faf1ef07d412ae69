import { copyRuns } from "#bench/copy-runs.ts";
import { publish, start, whenFinished } from "#bench/engine.ts";
import { at, type Figure, median } from "#bench/figures.ts";
import type { Floor } from "#bench/floor.ts";
import { type BenchWeb, startWeb } from "#bench/web.ts";
import type { Pool } from "#server/db.ts";
import { compact } from "#server/retention/compact.ts";
import { sweepRuns } from "#server/retention/sweep-runs.ts";
import { databaseBytes } from "#server/watch/system-state.ts";

const WORKFLOW = "license.old";
const DAYS = 100;
const ASKED = 40;
const INPUT = {
  applicant: { name: "Ada Lovelace", email: "ada@example.org", company: "Analytical Engines Ltd", country: "GB" },
  product: "Heddle Team",
  seats: 25,
  from: "2026-12-01",
  until: "2027-11-30",
  answers: [
    "We run two hundred workflows a day.",
    "Nobody outside the company sees the results.",
    "In our own data center.",
  ],
};
const STAGES = [
  ["intake", "$merge([input, { 'received': true }])"],
  ["score", "{ 'points': input.seats * 3, 'risk': input.seats > 20 ? 'high' : 'low', 'why': input.answers }"],
  ["price", "{ 'seats': input.seats, 'list': input.seats * 240, 'discount': 0.15, 'total': input.seats * 204 }"],
  [
    "offer",
    "{ 'to': input.applicant, 'text': 'Dear ' & input.applicant.name & ', this is our offer.', 'total': input.seats * 204 }",
  ],
];

/** So many stored runs: how long the lists take, and what comes back when all but a hundredth of them go beside a load. */
export async function million(pool: Pool, _: Floor, __: unknown, runs: number): Promise<Figure[]> {
  const web = await startWeb(pool);
  try {
    const published = await publish(pool, definition(), web.workspaceId);
    await pool.query("update workflow set name = $1 where id = $2", [WORKFLOW, published.workflowId]);
    const [runId = 0] = await start(pool, published, [INPUT]);
    await whenFinished(pool, [runId]);
    const empty = await databaseBytes(pool);
    const storingMs = await timed(() => copyRuns(pool, runId, runs, DAYS));
    await pool.query("vacuum (analyze) run, task, attempt, event");
    await pool.query("checkpoint");
    const lists = await listFigures(web, runs);
    return [
      ...lists,
      { question: "  to store them", value: storingMs / 1_000, unit: "s", goal: "to compare", reached: true },
      ...(await retentionFigures(pool, web, runs, empty)),
    ];
  } finally {
    await web.stop();
  }
}

function definition() {
  const stages = STAGES.map(([id, expression]) => ({ id, kind: "transform", config: { expression } }));
  const dependencies = stages.slice(1).map(({ id }, before) => ({ from: stages[before]?.id, to: id }));
  return { heddle: 1, name: WORKFLOW, stages, dependencies };
}

async function listFigures(web: BenchWeb, runs: number): Promise<Figure[]> {
  const anItem = () => `application-${1 + Math.floor(Math.random() * runs)}`;
  const asked: [question: string, path: () => string][] = [
    ["first page of the runs", () => "/runs?limit=50"],
    ["  of a workflow, by status", () => `/runs?limit=50&workflow=${WORKFLOW}&status=completed`],
    ["runs of an item", () => `/runs?item=${anItem()}`],
    ["items by how they begin", () => `/items?workflow=${WORKFLOW}&search=${anItem()}`],
  ];
  const figures: Figure[] = [];
  for (const [question, path] of asked) {
    const tookMs: number[] = [];
    for (let n = 0; n < ASKED; n++) tookMs.push(await timed(() => rowsAt(web, path())));
    const p95 = at(tookMs, 0.95);
    figures.push(
      { question: `${question}, p50`, value: median(tookMs), unit: "ms", goal: "to compare", reached: true },
      { question: `${question}, p95`, value: p95, unit: "ms", goal: "≤ 150 ms", reached: p95 <= 150 },
    );
  }
  return figures;
}

async function rowsAt({ port, apiKey }: BenchWeb, path: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { rows } = (await response.json()) as { rows?: unknown[] };
  if (!rows?.length) throw new Error(`${path} answered ${response.status} without rows`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Lets all but the newest hundredth go, as the hourly turn of a worker does, while runs are started and done all the time. */
async function retentionFigures(pool: Pool, web: BenchWeb, runs: number, empty: number): Promise<Figure[]> {
  const done = new AbortController();
  const load = workOn(pool, web.workspaceId, done.signal);
  const before = await databaseBytes(pool);
  await setRetention(pool, web.workspaceId, Math.floor(DAYS / 100));
  let gone = 0;
  const sweepMs = await timed(async () => {
    gone = await sweepRuns(pool, runs);
  });
  const compactMs = await timed(() => compact(pool.options.connectionString ?? ""));
  const after = await databaseBytes(pool);
  done.abort();
  const tookMs = await load;
  const back = (before - after) / (before - empty);
  const toCompare = { goal: "to compare", reached: true };
  return [
    { question: "runs that went", value: gone, unit: "runs", goal: "99 %", reached: gone >= runs * 0.985 },
    { question: "  a second", value: gone / (sweepMs / 1_000), unit: "runs/s", ...toCompare },
    { question: "  database before", value: before / 1e9, unit: "GB", ...toCompare },
    { question: "  database after", value: after / 1e9, unit: "GB", ...toCompare },
    { question: "space that came back", value: back * 100, unit: "%", goal: "≥ 95 %", reached: back >= 0.95 },
    { question: "  to give it back", value: compactMs / 1_000, unit: "s", ...toCompare },
    { question: "  runs of the load", value: tookMs.length, unit: "runs", ...toCompare },
    { question: "  each of them, p50", value: median(tookMs), unit: "ms", ...toCompare },
    { question: "  each of them, p99", value: at(tookMs, 0.99), unit: "ms", ...toCompare },
  ];
}

async function setRetention(pool: Pool, workspaceId: string, keepDays: number): Promise<void> {
  await pool.query(
    `insert into retention (id, workspace_id, workflow_id, keep_days, changed_by)
     select gen_random_uuid(), workspace_id, id, $3, 'bench' from workflow where workspace_id = $1 and name = $2`,
    [workspaceId, WORKFLOW, keepDays],
  );
}

/** One run after the other, of another workflow. Returns how long each took. */
async function workOn(pool: Pool, workspaceId: string, signal: AbortSignal): Promise<number[]> {
  const published = await publish(pool, { ...definition(), name: "license.new" }, workspaceId);
  const tookMs: number[] = [];
  while (!signal.aborted) tookMs.push(await whenFinished(pool, await start(pool, published, [INPUT])));
  return tookMs;
}
