import type { Pool } from "#server/db.ts";
import { requestChanges } from "#server/engine/request-changes.ts";
import { soughtRow } from "#server/engine/settlement-row.ts";
import { startUpdateRun } from "#server/engine/start-update-run.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain, publish, requestFor, startRun } from "#server/engine/testing/published.ts";
import { openReviewsOf } from "#server/engine/testing/rows.ts";
import {
  COMPLETED,
  FAILED,
  fannedOut,
  reviewed,
  reviewedOutput,
  rowOf,
  TestWorker,
} from "#server/engine/testing/test-worker.ts";

const DIGEST = "d".repeat(64);
const KEPT = [{ id: "a", cache: { scope: "global" as const } }, { id: "b" }];

async function twoRuns(pool: Pool) {
  const version = await publish(pool, KEPT, chain("a", "b"));
  const worker = new TestWorker(pool);
  await startRun(pool, version);
  const first = await worker.claimOne();
  await startRun(pool, version);
  return { worker, first, second: await worker.claimOne() };
}

/** A gate that is open, and what sends back what it shows. */
async function openGate(pool: Pool) {
  const version = await publish(pool, [{ id: "a" }, { id: "gate" }], chain("a", "gate"));
  const runId = await startRun(pool, version);
  const worker = new TestWorker(pool);
  await worker.settle([await worker.claimOne()], COMPLETED);
  await worker.settle([await worker.claimOne()], reviewed());
  return { version, review: await firstReview(pool, runId) };
}

async function firstReview(pool: Pool, runId: number) {
  const [review] = await openReviewsOf(pool, runId);
  if (!review) throw new Error("No review is open");
  return review;
}

const LIMITS = { mostRounds: 10, idempotencyKey: "k" };
const asking = (...named: string[]) => ({
  comment: "Shorter",
  stages: named,
  marks: null,
  feedback: { summary: "Shorter" },
  by: "test@example.org",
  at: "2026-11-27T12:00:00.000Z",
});

/** Outputs that are known, and runs that reuse them. */
export const REBUILD_CASES: Record<string, CrashCase> = {
  "keeping an output that another waits for": async (pool) => {
    const { worker, first, second } = await twoRuns(pool);
    await worker.advance([soughtRow(first, DIGEST)], 0);
    await worker.advance([soughtRow(second, DIGEST)], 0);
    return (db) => worker.on(db).advance([{ ...rowOf(first, COMPLETED), input_digest: DIGEST }], 0);
  },
  "waiting for an output that another makes": async (pool) => {
    const { worker, first, second } = await twoRuns(pool);
    await worker.advance([soughtRow(first, DIGEST)], 0);
    return (db) => worker.on(db).advance([soughtRow(second, DIGEST)], 0);
  },
  "finding an output that is known": async (pool) => {
    const { worker, first, second } = await twoRuns(pool);
    await worker.advance([soughtRow(first, DIGEST)], 0);
    await worker.advance([{ ...rowOf(first, COMPLETED), input_digest: DIGEST }], 0);
    return (db) => worker.on(db).advance([soughtRow(second, DIGEST)], 0);
  },
  "requesting changes at a gate": async (pool) => {
    const { version, review } = await openGate(pool);
    return (db) => requestChanges(db, version.workspaceId, review, asking("a"), LIMITS);
  },
  "requesting changes to an output": async (pool) => {
    const { version, runId, task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], reviewedOutput("first"));
    const review = await firstReview(pool, runId);
    return (db) => requestChanges(db, version.workspaceId, review, asking("a"), LIMITS);
  },
  "requesting changes to one of several outputs": async (pool) => {
    const { version, runId, task, worker } = await claimed(pool, stages("a", "b"), chain("a", "b"));
    await worker.settle([task], fannedOut(4, 3));
    const [done, shown] = await worker.claim();
    if (!done || !shown) throw new Error("There are no subtasks");
    await worker.advance([rowOf(done, FAILED), rowOf(shown, reviewedOutput("first"))], 0);
    const review = await firstReview(pool, runId);
    return (db) => requestChanges(db, version.workspaceId, review, asking("a"), LIMITS);
  },
  "requesting changes at one of several gates": async (pool) => {
    const { version, runId, task, worker } = await claimed(pool, stages("a", "gate"), chain("a", "gate"));
    await worker.settle([task], fannedOut(2));
    await worker.settle(await worker.claim(), COMPLETED);
    await worker.settle([await worker.claimOne()], fannedOut(2));
    await worker.settle(await worker.claim(), reviewed());
    const review = await firstReview(pool, runId);
    return (db) => requestChanges(db, version.workspaceId, review, asking("a"), LIMITS);
  },
  "starting an update run": async (pool) => {
    const version = await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }], chain("a", "b"));
    const baseRunId = await startRun(pool, version);
    await new TestWorker(pool).runAll();
    const plan = (["reused", "seed", "reused"] as const).map((fate, index) =>
      fate === "seed"
        ? { stageId: "abc"[index] ?? "", fate, reason: { because: "named" as const } }
        : { stageId: "abc"[index] ?? "", fate, reason: null },
    );
    const change = { type: null, stages: ["b"], note: "Another tone" };
    const request = requestFor(version, { idempotency_key: "k" });
    return (db) => startUpdateRun(db, { request, baseRunId, epoch: 0, plan, change, isForced: false });
  },
};
