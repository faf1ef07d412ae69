import type { Pool } from "#server/db.ts";
import { type CrashCase, claimed } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain, type StageInput } from "#server/engine/testing/published.ts";
import { endTask } from "#server/reports/end-task.ts";
import type { HeldAttempt } from "#server/reports/handles.ts";
import { beginProgress, registerCancel } from "#server/reports/progress.ts";
import { createReportQueue } from "#server/reports/report-queue.ts";

const OUTSIDE: StageInput[] = [
  { id: "a", kind: "external", config: { url: "http://outside.test" }, retry: { maxAttempts: 2, backoffMs: 0 } },
  { id: "b" },
];

/** A stage whose start call was answered: an outside system works on it, and has registered how to be canceled. */
async function outside(pool: Pool): Promise<HeldAttempt> {
  const { task, worker } = await claimed(pool, OUTSIDE, chain("a", "b"));
  await beginProgress(pool, task, 10);
  await registerCancel(pool, task.taskId, { method: "POST", url: "http://outside.test/cancel", headers: {} });
  const suspension = {
    for: "external" as const,
    since: "2026-01-01T00:00:00.000Z",
    inactivityTimeoutMs: 1,
    deadline: null,
  };
  await worker.settle([task], { to: "suspended", suspension, wakeAt: null });
  return { taskId: task.taskId, attempt: task.attempt };
}

const NOTHING = { newSuccess: 0, newFailures: 0 };

/** What an outside system reports. */
export const REPORT_CASES: Record<string, CrashCase> = {
  "recording what was reported under a key": async (pool) => {
    const held = await outside(pool);
    return (db) => createReportQueue(db, () => undefined).add(held, { newSuccess: 3, newFailures: 1 }, "page-1");
  },
  "telling how far an outside system has come": async (pool) => {
    const held = await outside(pool);
    await createReportQueue(pool, () => undefined).add(held, { newSuccess: 3, newFailures: 1 }, "page-1");
    return (db) => db.query("select engine.tell_progress($1)", [[held.taskId]]);
  },
  "ending a task by a reported success": async (pool) => {
    const held = await outside(pool);
    return (db) => endTask(db, held, { status: "success", ...NOTHING, newSuccess: 7, output: { rows: 7 } }, 0);
  },
  "trying a task again after a reported failure": async (pool) => {
    const held = await outside(pool);
    return (db) => endTask(db, held, { status: "failure", ...NOTHING, failureReason: "No" }, 0);
  },
};
