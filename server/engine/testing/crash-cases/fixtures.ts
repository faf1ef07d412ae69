import type { Pool, Queryable } from "#server/db.ts";
import { nextBatchId, submitBatch } from "#server/engine/batches.ts";
import {
  type DependencyInput,
  LEASE_MS,
  type Published,
  publish,
  requestFor,
  type StageInput,
  startRun,
} from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";

/** One call of the engine, after what leads to it. It is repeated after a crash, as its callers repeat it. */
export type CrashCase = (pool: Pool) => Promise<(db: Queryable) => Promise<unknown>>;

export const stages = (...ids: string[]): StageInput[] => ids.map((id) => ({ id }));

export const SUSPENDED = { to: "suspended", suspension: { for: "timer" }, wakeAt: null } as const;

/** A claimed task of the only run, and the worker that holds it. */
export async function claimed(pool: Pool, ofStages: StageInput[], dependencies: DependencyInput[] = []) {
  const version = await publish(pool, ofStages, dependencies);
  const runId = await startRun(pool, version);
  const worker = new TestWorker(pool);
  const [task] = await worker.claim(1);
  if (!task) throw new Error("There was nothing to claim");
  return { version, runId, worker, task };
}

/** A batch of so many runs. */
export async function batchOf(pool: Pool, version: Published, count: number): Promise<number> {
  const id = await nextBatchId(pool);
  const { workspaceId: workspace_id, workflowId: workflow_id } = version;
  const who = { workspace_id, workflow_id, created_by: "test@example.org", idempotency_key: null, request_hash: null };
  const requests = Array.from({ length: count }, () => requestFor(version, { batch_id: id }));
  await submitBatch(pool, { id, title: "", metadata: null, on_complete: null, ...who }, requests, LEASE_MS);
  return id;
}
