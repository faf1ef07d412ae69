import { beforeEach, describe, expect, test } from "vitest";
import { retryRun } from "#server/engine/control.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { rescueTasks } from "#server/engine/leases.ts";
import { chain, publish, startRun } from "#server/engine/testing/published.ts";
import {
  eventRowsOf,
  openReviewsOf,
  runOf,
  runStatusesOf,
  statusesOf,
  taskOf,
  tasksOf,
} from "#server/engine/testing/rows.ts";
import { COMPLETED, FAILED, fannedOut, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

/** What broke in treadle (systems.md 3.5), and does not here. */
const { pool } = await testDatabase();
let worker: TestWorker;
beforeEach(async () => {
  await pool.query("delete from run");
  worker = new TestWorker(pool);
});

const said = (decision: "approved" | "rejected", comment = "") => ({
  decision,
  comment,
  form: null,
  by: "ada@example.org",
  at: "2026-11-21T00:00:00.000Z",
});

test("stages that do not depend on each other run side by side, and so do subtasks", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }]));
  const stages = await worker.claim();
  expect(stages.map(({ stageId }) => stageId).toSorted()).toEqual(["a", "b", "c"]);

  await worker.settle(stages.slice(0, 1), fannedOut(5));
  expect(await worker.claim()).toHaveLength(5);
  expect((await runOf(pool, runId)).status).toBe("running");
});

test("a stage that was running when its worker died is ready again", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await worker.claimOne();
  await pool.query("update task set lease_expires_at = now() - interval '1 hour' where run_id = $1", [runId]);

  await rescueTasks(pool);

  await worker.runAll();
  expect((await runOf(pool, runId)).status).toBe("completed");
});

test("a subtask that asks for a review does not leave its parent running forever", async () => {
  const published = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));
  const runId = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(2));
  const [first, second] = await worker.claim();
  if (!first || !second) throw new Error("There are not two subtasks");
  await worker.settle([first], reviewed());
  await worker.settle([second], COMPLETED);
  expect((await runOf(pool, runId)).status).toBe("awaiting_review");

  const [review] = await openReviewsOf(pool, runId);
  if (!review) throw new Error("There is no review");
  await decideReview(pool, published.workspaceId, review, said("approved"), null);

  expect(await taskOf(pool, runId, "a")).toMatchObject({ status: "completed", subtaskOpen: 0 });
  await worker.runAll();
  expect((await runOf(pool, runId)).status).toBe("completed");
});

test("a subtask whose review is rejected fails its parent, and the parent says so", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const runId = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(1));
  await worker.settle([await worker.claimOne()], reviewed());
  const [review] = await openReviewsOf(pool, runId);
  if (!review) throw new Error("There is no review");

  await decideReview(pool, published.workspaceId, review, said("rejected", "Too long"), null);

  expect(await statusesOf(pool, runId)).toEqual({ a: "failed" });
  expect((await taskOf(pool, runId, "a", 0)).error?.message).toBe("Rejected by ada@example.org: Too long");
});

test("a task that will be tried again is not open to be approved as if it had been done", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a", retry: { maxAttempts: 2 } }]));
  const task = await worker.claimOne();

  await worker.settle([task], { to: "retrying", error: { code: "busy", message: "busy" }, delayMs: 60_000 });

  expect(await openReviewsOf(pool, runId)).toEqual([]);
  expect(await taskOf(pool, runId, "a")).toMatchObject({ status: "pending", attempt: 1 });
});

test("retry of a fan-out keeps completed subtasks", async () => {
  const published = await publish(pool, [{ id: "a", forEach: { items: { $: "input" } } }]);
  const runId = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], fannedOut(5));
  const attempted: (number | null)[] = [];
  const attempt = (failing: number[]) =>
    worker.runAll(({ subtask }) => {
      attempted.push(subtask);
      return failing.includes(subtask ?? -1) ? FAILED : { to: "completed", output: subtask };
    });
  await attempt([1, 3]);
  expect((await runOf(pool, runId)).status).toBe("failed");
  attempted.length = 0;

  await retryRun(pool, { workspaceId: published.workspaceId, runId, by: "ada@example.org" }, 0);
  await attempt([]);

  expect(attempted.toSorted()).toEqual([1, 3]);
  expect((await runOf(pool, runId)).status).toBe("completed");
  const latest = (await tasksOf(pool, runId)).filter(({ subtask, isLatest }) => subtask !== null && isLatest);
  expect(latest.map(({ output }) => output)).toEqual([0, 1, 2, 3, 4]);
});

test("an error of a stage is not swallowed: task, run and log name it", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));

  await worker.settle([await worker.claimOne()], FAILED);

  expect(await taskOf(pool, runId, "a")).toMatchObject({ error: { message: "It was told to fail" } });
  expect((await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.settled")).toMatchObject([
    { data: { status: "failed", error: { message: "It was told to fail" } } },
  ]);
  expect((await runOf(pool, runId)).status).toBe("failed");
});

test("who decided a review, when and why is kept", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const runId = await startRun(pool, published);
  await worker.settle([await worker.claimOne()], reviewed());
  const [review] = await openReviewsOf(pool, runId);
  if (!review) throw new Error("There is no review");

  await decideReview(pool, published.workspaceId, review, said("approved", "Well done"), null);

  const { rows } = await pool.query("select decision, comment, decided_by, decided_at, summary from review");
  expect(rows).toMatchObject([
    { decision: "approved", comment: "Well done", decided_by: "ada@example.org", summary: "Look at this" },
  ]);
  expect((await eventRowsOf(pool, runId)).filter(({ type }) => type === "review.decided")).toMatchObject([
    { data: { by: "ada@example.org", comment: "Well done" } },
  ]);
});

test("the end of a run is told once, however often somebody looks for work", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await worker.runAll();
  for (const _ of [1, 2, 3]) await worker.runAll();

  expect(await runStatusesOf(pool, runId)).toEqual(["queued", "running", "completed"]);
});

test("a reader who comes late misses no event", async () => {
  const runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await worker.settle([await worker.claimOne()], fannedOut(300));
  await worker.runAll();

  const events = await eventRowsOf(pool, runId);
  expect(events.length).toBeGreaterThan(600);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});

describe("a chain of 300 stages", () => {
  const ids = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const stages = ids.map((id) => ({ id }));

  test("runs to its end: nothing is capped at a hundred waves", async () => {
    const runId = await startRun(pool, await publish(pool, stages, chain(...ids)));
    await worker.runAll();

    expect(await runOf(pool, runId)).toMatchObject({ status: "completed", openCount: 0 });
  });

  test("fails to its end in one settlement when its first stage fails", async () => {
    const runId = await startRun(pool, await publish(pool, stages, chain(...ids)));
    await worker.settle([await worker.claimOne()], FAILED);

    expect(new Set(Object.values(await statusesOf(pool, runId)))).toEqual(new Set(["failed"]));
    expect((await taskOf(pool, runId, "s299")).error?.message).toBe("Required stage s298 failed");
  });
});
