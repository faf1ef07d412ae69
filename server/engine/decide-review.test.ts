import { afterEach, expect, test } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import {
  eventRowsOf,
  type OpenReview,
  openReviewsOf,
  runOf,
  runStatusesOf,
  statusesOf,
  taskOf,
} from "#server/engine/testing/rows.ts";
import { reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

interface Opened {
  workspaceId: string;
  run: number;
  review: OpenReview;
}

/** A run of `gate` → `after` whose gate waits for a decision. */
async function opened(onReject: "fail" | "continue" = "fail"): Promise<Opened> {
  const published = await publish(pool, [{ id: "gate", kind: "review" }, { id: "after" }], chain("gate", "after"));
  const run = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], reviewed(onReject));
  const [review] = await openReviewsOf(pool, run);
  if (!review) throw new Error("No review was opened");
  return { workspaceId: published.workspaceId, run, review };
}

const said = (decision: "approved" | "rejected", comment = "") => ({
  decision,
  comment,
  form: { risk: "low" },
  by: "ada@example.org",
  at: "2026-01-01T00:00:00.000Z",
});

test("opening a review stores what is asked and tells of it", async () => {
  const { run, review } = await opened();
  const { rows } = await pool.query(
    "select status, summary, details, form, assignees, on_reject, attempt from review where id = $1",
    [review.reviewId],
  );
  expect(rows).toEqual([
    {
      status: "open",
      summary: "Look at this",
      details: { risk: "low" },
      form: null,
      assignees: ["role:reviewer"],
      on_reject: "fail",
      attempt: 1,
    },
  ]);
  expect((await eventRowsOf(pool, run)).filter(({ stageId }) => stageId === "gate").at(-1)).toMatchObject({
    type: "task.awaiting_review",
    data: { reviewId: review.reviewId },
  });
  expect(await taskOf(pool, run, "gate")).toMatchObject({ status: "awaiting_review", lease: null });
});

test("an approval completes the gate with what was said, and the run goes on at once", async () => {
  const { workspaceId, run, review } = await opened();
  expect(await decideReview(pool, workspaceId, review, said("approved", "Fine"), null)).toBe("decided");
  expect(await taskOf(pool, run, "gate")).toMatchObject({
    status: "completed",
    output: {
      decision: "approved",
      comment: "Fine",
      form: { risk: "low" },
      decidedBy: "ada@example.org",
      decidedAt: "2026-01-01T00:00:00.000Z",
    },
  });
  expect(await worker.claimOne()).toMatchObject({ stageId: "after" });
  expect(await runOf(pool, run)).toMatchObject({ status: "running", reviewCount: 0 });
  expect(await runStatusesOf(pool, run)).toEqual(["queued", "running", "awaiting_review", "running"]);
  const told = (await eventRowsOf(pool, run)).filter(({ type }) => type === "review.decided");
  expect(told.map(({ data }) => data)).toEqual([
    { reviewId: review.reviewId, decision: "approved", by: "ada@example.org", comment: "Fine" },
  ]);
});

test("who decided what and when stays with the review", async () => {
  const { workspaceId, review } = await opened();
  await decideReview(pool, workspaceId, review, said("approved", "Fine"), "key-1");
  const { rows } = await pool.query(
    "select status, decision, comment, form_data, decided_by, decided_at from review where id = $1",
    [review.reviewId],
  );
  expect(rows).toEqual([
    {
      status: "decided",
      decision: "approved",
      comment: "Fine",
      form_data: { risk: "low" },
      decided_by: "ada@example.org",
      decided_at: new Date("2026-01-01T00:00:00.000Z"),
    },
  ]);
});

test("a rejection fails the gate and what requires it", async () => {
  const { workspaceId, run, review } = await opened("fail");
  expect(await decideReview(pool, workspaceId, review, said("rejected", "Too risky"), null)).toBe("decided");
  expect(await statusesOf(pool, run)).toEqual({ gate: "failed", after: "failed" });
  expect((await taskOf(pool, run, "gate")).error).toMatchObject({
    code: "rejected",
    message: "Rejected by ada@example.org: Too risky",
  });
  expect((await runOf(pool, run)).status).toBe("failed");
});

test("a rejection leads on where the gate lets dependencies branch on it", async () => {
  const { workspaceId, run, review } = await opened("continue");
  await decideReview(pool, workspaceId, review, said("rejected"), null);
  expect(await statusesOf(pool, run)).toEqual({ gate: "completed", after: "pending" });
});

test("a decided review is closed for everybody else, and changes nothing", async () => {
  const { workspaceId, run, review } = await opened();
  await decideReview(pool, workspaceId, review, said("approved"), "key-1");
  const before = await eventRowsOf(pool, run);
  expect(await decideReview(pool, workspaceId, review, said("rejected"), "key-2")).toBe("closed");
  expect(await decideReview(pool, workspaceId, review, said("approved"), null)).toBe("closed");
  expect(await eventRowsOf(pool, run)).toEqual(before);
});

test("the same decision under the same key was already made", async () => {
  const { workspaceId, run, review } = await opened();
  expect(await decideReview(pool, workspaceId, review, said("approved"), "key-1")).toBe("decided");
  expect(await decideReview(pool, workspaceId, review, said("approved"), "key-1")).toBe("already");
  expect((await eventRowsOf(pool, run)).filter(({ type }) => type === "review.decided")).toHaveLength(1);
});

test("of many who decide at once, one does", async () => {
  const { workspaceId, review } = await opened();
  const results = await Promise.all(
    Array.from({ length: 5 }, () => decideReview(pool, workspaceId, review, said("approved"), null)),
  );
  expect(results.toSorted()).toEqual(["closed", "closed", "closed", "closed", "decided"]);
});

test("a decision on something else than what is there is refused", async () => {
  const { workspaceId, run, review } = await opened();
  for (const other of [{ contentHash: "other" }, { attempt: 2 }, { taskId: review.taskId + 1 }])
    expect(await decideReview(pool, workspaceId, { ...review, ...other }, said("approved"), null)).toBe("changed");
  expect(await taskOf(pool, run, "gate")).toMatchObject({ status: "awaiting_review" });
});

test("the review of another workspace is not known", async () => {
  const { workspaceId, review } = await opened();
  expect(await decideReview(pool, "another", review, said("approved"), null)).toBe("unknown");
  expect(
    await decideReview(pool, workspaceId, { ...review, reviewId: review.reviewId + 1_000 }, said("approved"), null),
  ).toBe("unknown");
});

test("the review of a canceled run is closed", async () => {
  const { workspaceId, run, review } = await opened();
  await cancelRun(pool, workspaceId, run);
  expect(await decideReview(pool, workspaceId, review, said("approved"), null)).toBe("closed");
});
