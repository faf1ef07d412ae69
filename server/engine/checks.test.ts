import { afterEach, expect, test } from "vitest";
import type { Settlement } from "#core/settle.ts";
import { settle } from "#core/settle.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { previousAttempts } from "#server/engine/previous-attempts.ts";
import type { RecordRow } from "#server/engine/settlement-row.ts";
import { chain, type Published, publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, openReviewsOf, runOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { fannedOut, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const FEEDBACK = { summary: "Too short", criteria: [{ name: "length", expected: 9, actual: 1, passed: false }] };
const REJECTED: RecordRow = { durationMs: 40, output: { text: "a" }, verdict: "rejected", feedback: FEEDBACK };
const again: Settlement = {
  to: "retrying",
  error: { code: "check_failed", message: "The check rejected attempt 1: Too short" },
  delayMs: 0,
  feedback: FEEDBACK,
};

/** `made` → `after`, of which `made` is checked. */
async function started(): Promise<Published & { run: number }> {
  const published = await publish(pool, [{ id: "made" }, { id: "after" }], chain("made", "after"));
  return { ...published, run: await startRun(pool, published) };
}

/** Settles the task that is ready with the record of its attempt. */
async function settleWith(settlement: Settlement, record: RecordRow): Promise<void> {
  const task = await worker.claimOne();
  const { moved } = await worker.advance([{ ...rowOf(task, settlement), record }], 0);
  if (moved.length !== 1) throw new Error("The settlement did not hold");
}

const typesOf = async (run: number, stageId: string) =>
  (await eventRowsOf(pool, run)).filter((event) => event.stageId === stageId).map(({ type }) => type);

/** The settlement that escalates a rejected output after its last attempt. */
const escalated = (): Settlement =>
  settle(
    1,
    { check: { expression: "false", review: "onEscalation", onExhausted: "fail" } },
    { kind: "completed", output: { text: "a" }, verdict: { verdict: "rejected", feedback: FEEDBACK } },
    0,
  );

test("a rejected attempt is recorded, told, and its feedback reaches the next attempt", async () => {
  const { run } = await started();
  await settleWith(again, REJECTED);

  const next = await worker.claimOne();
  expect(next).toMatchObject({ stageId: "made", attempt: 2, feedback: FEEDBACK });
  expect(await previousAttempts(pool, next.taskId)).toEqual([
    { attempt: 1, verdict: "rejected", feedback: FEEDBACK, error: null, output: { text: "a" } },
  ]);
  const told = (await eventRowsOf(pool, run)).filter(({ type }) => type === "task.checked" || type === "task.retrying");
  expect(told).toMatchObject([
    { type: "task.checked", data: { attempt: 1, verdict: "rejected", summary: "Too short" } },
    { type: "task.retrying", data: { attempt: 1, feedback: "Too short" } },
  ]);
});

test("the record of an attempt tells when it was, by the clock of the database", async () => {
  await started();
  await settleWith(again, REJECTED);
  const { rows } = await pool.query<{ took: number; age: number }>(
    `select round(extract(epoch from finished_at - started_at) * 1000)::int as took, extract(epoch from now() - finished_at)::float as age from attempt`,
  );
  expect(rows[0]?.took).toBe(40);
  expect(rows[0]?.age).toBeLessThan(60);
});

test("feedback stays when the attempt after it fails for another reason", async () => {
  await started();
  await settleWith(again, REJECTED);
  const busy = { code: "busy", message: "Busy" };
  await settleWith({ to: "retrying", error: busy, delayMs: 0 }, { durationMs: 1, error: busy });
  expect(await worker.claimOne()).toMatchObject({ attempt: 3, feedback: FEEDBACK });
});

test("an attempt of which nobody could judge leaves no verdict, and no event of a check", async () => {
  const { run } = await started();
  await settleWith(again, { durationMs: 1, feedback: { summary: "Attempt timed out after 9 ms" } });
  expect(await typesOf(run, "made")).toEqual(["task.running", "task.retrying"]);
});

test("a lost lease leaves no record", async () => {
  await started();
  const task = await worker.claimOne();
  await worker.advance([{ ...rowOf({ ...task, lease: crypto.randomUUID() }, again), record: REJECTED }], 0);
  expect((await pool.query("select from attempt")).rowCount).toBe(0);
});

test("an exhausted budget opens a review of the output, which says why it was opened", async () => {
  const { run } = await started();
  await settleWith(escalated(), REJECTED);

  const { rows } = await pool.query("select purpose, reason, summary, details, on_reject from review");
  expect(rows).toEqual([
    {
      purpose: "check",
      reason: "escalation",
      summary: "**Escalated after 1 attempt:** Too short",
      details: { text: "a" },
      on_reject: "fail",
    },
  ]);
  expect(await taskOf(pool, run, "made")).toMatchObject({ status: "awaiting_review", output: { text: "a" } });
  expect((await runOf(pool, run)).status).toBe("awaiting_review");
  expect((await eventRowsOf(pool, run)).at(-2)).toMatchObject({
    type: "task.awaiting_review",
    data: { reason: "escalation" },
  });
});

const said = (decision: "approved" | "rejected") => ({
  decision,
  comment: "As seen",
  form: null,
  by: "ada@example.org",
  at: "2026-01-01T00:00:00.000Z",
});

test("an approval completes the task with its own output, and the next stage reads that", async () => {
  const { run, workspaceId } = await started();
  await settleWith(escalated(), REJECTED);
  const [review] = await openReviewsOf(pool, run);
  if (!review) throw new Error("No review was opened");

  expect(await decideReview(pool, workspaceId, review, said("approved"), null)).toBe("decided");

  expect(await taskOf(pool, run, "made")).toMatchObject({ status: "completed", output: { text: "a" }, error: null });
  expect(await worker.claimOne()).toMatchObject({ stageId: "after" });
  expect(await runOf(pool, run)).toMatchObject({ status: "running", reviewCount: 0 });
});

test("a rejection fails the task with the reason", async () => {
  const { run, workspaceId } = await started();
  await settleWith(escalated(), REJECTED);
  const [review] = await openReviewsOf(pool, run);
  if (!review) throw new Error("No review was opened");

  await decideReview(pool, workspaceId, review, said("rejected"), null);

  expect(await taskOf(pool, run, "made")).toMatchObject({
    status: "failed",
    output: null,
    error: { code: "rejected", message: "Rejected by ada@example.org: As seen" },
  });
  expect((await runOf(pool, run)).status).toBe("failed");
});

test("a decision on an output that was not seen is refused", async () => {
  const { run, workspaceId } = await started();
  await settleWith(escalated(), REJECTED);
  const [review] = await openReviewsOf(pool, run);
  if (!review) throw new Error("No review was opened");
  expect(await decideReview(pool, workspaceId, { ...review, contentHash: "other" }, said("approved"), null)).toBe(
    "changed",
  );
  expect((await taskOf(pool, run, "made")).status).toBe("awaiting_review");
});

test("each subtask of a fan-out is judged by itself, and the stage ends when the last was decided", async () => {
  const { run, workspaceId } = await started();
  await worker.settle([await worker.claimOne()], fannedOut(2));
  const [first, second] = await worker.claim();
  if (!first || !second) throw new Error("Both subtasks are ready");
  await worker.advance(
    [{ ...rowOf(first, escalated()), record: REJECTED }, rowOf(second, { to: "completed", output: 2 })],
    0,
  );
  expect(await statusesOf(pool, run)).toMatchObject({ made: "running", after: "waiting" });

  const [review] = await openReviewsOf(pool, run);
  if (!review) throw new Error("No review was opened");
  await decideReview(pool, workspaceId, review, said("approved"), null);

  expect(await statusesOf(pool, run)).toMatchObject({ made: "completed", after: "pending" });
  expect(await taskOf(pool, run, "made", 0)).toMatchObject({ status: "completed", output: { text: "a" } });
});

test("the records of a run go with it", async () => {
  await started();
  await settleWith(again, REJECTED);
  await pool.query("delete from run");
  expect((await pool.query("select from attempt")).rowCount).toBe(0);
});
