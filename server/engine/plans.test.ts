import pg from "pg";
import { expect, test } from "vitest";
import { connectionConfig } from "#server/db.ts";
import { claimDeliveries, recordDeliveries } from "#server/engine/deliveries.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { eventsAfter } from "#server/engine/run-feed.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, fannedOut, rowOf, suspended, TestWorker } from "#server/engine/testing/test-worker.ts";
import { wakeTasks } from "#server/engine/wake.ts";
import { endTask } from "#server/reports/end-task.ts";
import { createHandles } from "#server/reports/handles.ts";
import { beginProgress } from "#server/reports/progress.ts";
import { createReportQueue } from "#server/reports/report-queue.ts";
import { testDatabase } from "#server/testing/database.ts";
import { startedOutside } from "#server/testing/outside.ts";

const { pool, url } = await testDatabase();

/** The plans of every statement that `work` runs, those inside functions included. */
async function plansOf(work: (db: pg.Client) => Promise<void>): Promise<string[]> {
  const client = new pg.Client(connectionConfig(url));
  const plans: string[] = [];
  await client.connect();
  try {
    await client.query("load 'auto_explain'");
    for (const setting of ["log_min_duration = 0", "log_nested_statements = on", "log_level = notice"])
      await client.query(`set auto_explain.${setting}`);
    client.on("notice", ({ message }) => plans.push(message ?? ""));
    await work(client);
  } finally {
    await client.end();
  }
  return plans;
}

/** Scans of tables that do not go straight to their rows. `task_in_line`, `task_delayed`, `task_wakes`, `task_leased`, `call_wait_due` and `delivery_due` are read in order, up to a limit. */
function wideScans(plan: string): string[] {
  const lines = plan.split("\n");
  return lines.filter((line, index) => {
    // There are a handful of workers, however many tasks.
    if (/Seq Scan on (?!worker)|Hash Join|Merge Join/.test(line)) return true;
    if (
      !/Index (Only )?Scan using|Bitmap Index Scan/.test(line) ||
      /task_in_line|task_leased|task_delayed|task_wakes|call_wait_due|delivery_due/.test(line)
    )
      return false;
    const indent = line.search(/\S/);
    const own = lines.slice(index + 1, index + 3).filter((next) => next.search(/\S/) > indent);
    return !own.some((next) => next.includes("Index Cond"));
  });
}

test("starting, claiming, settling, rescuing and reading events go by index only", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "b", input: { $: "stages.a.output" } }, { id: "c", input: { $: "stages.b.output" } }],
    chain("a", "b", "c"),
  );
  let run = 0;
  const plans = await plansOf(async (db) => {
    const worker = new TestWorker(db);
    await worker.register();
    const [started] = await startRuns(db, [requestFor(published, { idempotency_key: "k" })], LEASE_MS);
    run = started?.runId ?? 0;
    const a = await worker.claimOne();
    const { claimed } = await worker.advance([rowOf(a, fannedOut(2, 1))], 1);
    const { claimed: next } = await worker.advance(
      (claimed?.tasks ?? []).map((task) => rowOf(task, COMPLETED)),
      1,
    );
    const { claimed: b } = await worker.advance(
      (next?.tasks ?? []).map((task) => rowOf(task, COMPLETED)),
      1,
    );
    expect(b?.tasks[0]?.stageId).toBe("b");
    // As in a table that is not as small as this one.
    await db.query("set enable_seqscan = off");
    await rescueTasks(db);
    await eventsAfter(db, published.workspaceId, run, 0);
  });
  for (const table of [
    "task_in_line",
    "run_pkey",
    "task_pkey",
    "dependency_pkey",
    "stage_pkey",
    "event_pkey",
    "task_next_subtask",
    "one_task_per_stage_subtask_and_round",
  ])
    expect(
      plans.some((plan) => plan.includes(table)),
      table,
    ).toBe(true);
  expect(plans.flatMap(wideScans)).toEqual([]);
});

test("suspending and waking go by index only", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }]);
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const worker = new TestWorker(pool);
  const [a, b, c] = (await worker.claim()).filter((task) => task.runId === started?.runId);
  if (!a || !b || !c) throw new Error("Nothing was claimed");
  await beginProgress(pool, c, null);
  await createReportQueue(pool, () => undefined).add(c, { newSuccess: 1, newFailures: 0 });
  const past = "2026-01-01T00:00:00Z";
  const external = { for: "external" as const, inactivityTimeoutMs: 60_000, deadline: null };
  const plans = await plansOf(async (db) => {
    const suspend = [
      rowOf(a, suspended(past)),
      rowOf(b, suspended()),
      rowOf(c, { to: "suspended", suspension: external, wakeAt: past }),
    ];
    await worker.on(db).advance(suspend, 0);
    await wakeTasks(db, [{ taskId: b.taskId, waitsFor: { for: "external" }, result: { status: "done" } }]);
    const { claimed } = await worker.on(db).advance([], 10);
    expect(claimed?.tasks.map(({ taskId }) => taskId)).toEqual([a.taskId, b.taskId]);
    await worker.on(db).settle(claimed?.tasks ?? [], COMPLETED);
  });
  expect(plans.some((plan) => plan.includes("task_wakes"))).toBe(true);
  expect(plans.flatMap(wideScans)).toEqual([]);
});

test("reports go by index only", async () => {
  const handles = createHandles("a secret for tests that is long enough", "");
  const { task } = await startedOutside(pool, handles);
  const plans = await plansOf(async (db) => {
    const queue = createReportQueue(db, () => undefined);
    expect(await queue.add(task, { newSuccess: 1, newFailures: 0 }, "k")).toBe(true);
    expect(await queue.add(task, { newSuccess: 1, newFailures: 0 })).toBe(true);
    await db.query("select engine.tell_progress($1)", [[task.taskId]]);
    const change = { status: "success" as const, newSuccess: 1, newFailures: 0 };
    expect(await endTask(db, task, change, 0)).toMatchObject({ kind: "taken" });
  });
  for (const table of ["progress_pkey", "task_pkey", "report_key_pkey"])
    expect(
      plans.some((plan) => plan.includes(table)),
      table,
    ).toBe(true);
  expect(plans.flatMap(wideScans)).toEqual([]);
});

test("the search for ready work ends at the first task that waits for its time", async () => {
  const plans = await plansOf(async (db) => {
    await new TestWorker(db).claim(1);
  });
  const [due] = plans.filter((plan) => plan.includes("task_delayed"));
  expect(due).toMatch(/Limit[^\n]*\n\s*->\s+Index (Only )?Scan using task_delayed/);
});

test("claiming and recording deliveries go by index only, whatever waits for a host that takes nothing", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const [started] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  await pool.query(
    `insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, host, next_at)
     select workspace_id, workflow_id, id, 'success', 0, 'key ' || i, case when i % 2 = 0 then 'dead' when i % 3 = 0 then 'alive' end, now()
     from run, generate_series(1, 60) i where id = $1`,
    [started?.runId],
  );
  const plans = await plansOf(async (db) => {
    const hosts = new Map([["dead", 0]]);
    const { deliveries } = await claimDeliveries(db, { slots: 30, perHost: 4, hosts, leaseMs: LEASE_MS });
    expect(new Set(deliveries.map(({ host }) => host))).toEqual(new Set([null, "alive"]));
    const results = deliveries.map(({ id, lease }) => ({ id, lease, status: "delivered" as const, sent: true }));
    await db.query("set enable_seqscan = off");
    expect(await recordDeliveries(db, results)).toHaveLength(deliveries.length);
  });
  expect(plans.some((plan) => plan.includes("delivery_due"))).toBe(true);
  expect(plans.flatMap(wideScans)).toEqual([]);
});
