import type { Pool } from "#server/db.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain, publish, requestFor } from "#server/engine/testing/published.ts";
import { COMPLETED, rowOf } from "#server/engine/testing/test-worker.ts";

const PARENT = [stages("a", "b"), chain("a", "b")] as const;

/** A claimed stage that is about to wait for a run of another workflow. */
async function aboutToWait(pool: Pool) {
  const at = await claimed(pool, ...PARENT);
  const child = { ...requestFor(await publish(pool, stages("inner")), { workspace_id: at.version.workspaceId }) };
  return { ...at, waiting: { to: "suspended", suspension: { for: "run" }, wakeAt: null, child } as const };
}

/** What binds runs to each other, and files to tasks. */
export const NESTED_CASES: Record<string, CrashCase> = {
  "suspending a task for a run that it starts": async (pool) => {
    const { task, worker, waiting } = await aboutToWait(pool);
    return (db) => worker.on(db).advance([rowOf(task, waiting)], 0);
  },
  "settling the run that a task waits for": async (pool) => {
    const { task, worker, waiting } = await aboutToWait(pool);
    await worker.settle([task], waiting);
    const [inner] = await worker.claim(1);
    if (!inner) throw new Error("The inner run was not started");
    return (db) => worker.on(db).advance([rowOf(inner, COMPLETED)], 0);
  },
  "settling a task that made files": async (pool) => {
    const { task, worker } = await claimed(pool, ...PARENT);
    const artifacts = [{ hash: "0".repeat(64), name: "report.md", media_type: "text/markdown", size: 3 }];
    return (db) => worker.on(db).advance([{ ...rowOf(task, COMPLETED), artifacts }], 0);
  },
};
