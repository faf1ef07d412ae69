import type { Pool } from "#server/db.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import type { RecordRow } from "#server/engine/settlement-row.ts";
import { type CrashCase, claimed, stages } from "#server/engine/testing/crash-cases/fixtures.ts";
import { chain } from "#server/engine/testing/published.ts";
import { openReviewsOf } from "#server/engine/testing/rows.ts";
import { reviewed, rowOf } from "#server/engine/testing/test-worker.ts";

const FEEDBACK = { summary: "Too short" };
const REJECTED: RecordRow = { durationMs: 5, output: { text: "a" }, verdict: "rejected", feedback: FEEDBACK };

const madeBy = (pool: Pool) => claimed(pool, stages("a", "b"), chain("a", "b"));

/** The row that escalates an output which its check rejected. */
function escalated(task: Awaited<ReturnType<typeof madeBy>>["task"]) {
  const gate = reviewed();
  if (gate.to !== "awaiting_review") throw new Error("A gate opens a review");
  const review = { ...gate.review, check: { reason: "escalation" as const } };
  return { ...rowOf(task, { to: "awaiting_review", output: { text: "a" }, review }), record: REJECTED };
}

const APPROVED = {
  decision: "approved",
  comment: "",
  form: null,
  by: "test@example.org",
  at: "2026-01-01T00:00:00Z",
} as const;

/** An output that awaits a person. */
async function reviewedOutput(pool: Pool) {
  const { version, runId, task, worker } = await madeBy(pool);
  await worker.advance([escalated(task)], 0);
  const [review] = await openReviewsOf(pool, runId);
  if (!review) throw new Error("No review was opened");
  return { workspaceId: version.workspaceId, review };
}

/** What checks make of attempts. */
export const CHECK_CASES: Record<string, CrashCase> = {
  "sending an output back with feedback": async (pool) => {
    const { task, worker } = await madeBy(pool);
    const error = { code: "check_failed", message: "The check rejected attempt 1: Too short" };
    const row = rowOf(task, { to: "retrying", error, delayMs: 0, feedback: FEEDBACK });
    return (db) => worker.on(db).advance([{ ...row, record: REJECTED }], 0);
  },
  "escalating an output": async (pool) => {
    const { task, worker } = await madeBy(pool);
    return (db) => worker.on(db).advance([escalated(task)], 5);
  },
  "approving an output": async (pool) => {
    const { workspaceId, review } = await reviewedOutput(pool);
    return (db) => decideReview(db, workspaceId, review, APPROVED, "k");
  },
  "approving an output with edits": async (pool) => {
    const { workspaceId, review } = await reviewedOutput(pool);
    return (db) => decideReview(db, workspaceId, review, { ...APPROVED, edited: { text: "b" } }, "k");
  },
};
