import { expect, test } from "vitest";
import { isFinished } from "#core/statuses.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import {
  type ByHand,
  cancelTasks,
  pauseRun,
  pauseTasks,
  redoTasks,
  resumeRun,
  resumeTasks,
  retryRun,
  skipTasks,
} from "#server/engine/control.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { appendLogs, extendLeases, rescueTasks, unknownLeases } from "#server/engine/leases.ts";
import { requestChanges } from "#server/engine/request-changes.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { chain, LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { Random } from "#server/engine/testing/random.ts";
import { openReviewsOf, runOf, tasksOf } from "#server/engine/testing/rows.ts";
import {
  COMPLETED,
  fannedOut,
  reviewed,
  reviewedOutput,
  rowOf,
  TestWorker,
} from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
await recordMoves(pool);

const LINE = { at: "2026-01-01T00:00:00.000Z", level: "info" as const, text: "Still here" };
const APPROVED = {
  decision: "approved" as const,
  comment: "",
  form: null,
  by: "ada@example.org",
  at: "2026-01-01T00:00:00.000Z",
};

const CHANGES = { ...APPROVED, marks: null, feedback: { summary: "Other" } };
const ROUNDS = { mostRounds: 4, idempotencyKey: null };

test("starts, handovers, claims, settlements, heartbeats, logs, decisions, rescues and cancels at once neither deadlock nor lose a run", async () => {
  const published = await publish(
    pool,
    [{ id: "a" }, { id: "each" }, { id: "gate", kind: "review" }, { id: "z" }],
    [...chain("a", "each", "z"), ...chain("a", "gate", "z")],
  );
  const random = new Random(7);
  const runs: number[] = [];
  let starting = true;
  let done = false;

  const settlementOf = ({ stageId, subtask }: ClaimedTask) => {
    if (stageId === "gate") return reviewed();
    if (stageId === "each" && subtask === 1) return reviewedOutput("of a subtask");
    return stageId === "each" && subtask === null ? fannedOut(4, 2) : COMPLETED;
  };

  async function work(): Promise<void> {
    const worker = new TestWorker(pool);
    await worker.register();
    const held = new Map<number, ClaimedTask>();
    while (!done) {
      const ending = [...held.values()].filter(() => random.chance(0.6));
      const beat = extendLeases(pool, worker.id, [...held.keys()], LEASE_MS);
      const logged = appendLogs(
        pool,
        [...held.values()].slice(0, 3).map((task) => ({ ...task, lines: [LINE] })),
      );
      const settled = worker.advance(
        ending.map((task) => rowOf(task, settlementOf(task))),
        6 - held.size,
      );
      const [{ claimed }] = await Promise.all([settled, beat, logged]);
      for (const task of ending) held.delete(task.taskId);
      for (const task of claimed?.tasks ?? []) held.set(task.taskId, task);
      const handed = await unknownLeases(pool, worker.id, [...held.keys()]);
      for (const task of handed?.tasks ?? []) held.set(task.taskId, task);
    }
  }

  async function start(from: number): Promise<void> {
    for (let batch = 0; batch < 8; batch++) {
      const keys = [0, 1, 2].map((index) =>
        requestFor(published, { idempotency_key: `${(from + batch + index) % 16}` }),
      );
      for (const { runId, isNew } of await startRuns(pool, random.chance(0.5) ? keys : keys.toReversed(), LEASE_MS))
        if (isNew) runs.push(runId);
    }
  }

  /** Whatever comes of it: what is too late, or too early, is refused. */
  async function changeByHand(of: ByHand): Promise<void> {
    const stage = random.pick(await tasksOf(pool, of.runId));
    if (!stage) return;
    const { epoch } = await runOf(pool, of.runId);
    const change = random.pick([
      () => pauseTasks(pool, of, [stage.id]).then(() => resumeTasks(pool, of, [stage.id])),
      () => pauseRun(pool, of).then(() => resumeRun(pool, of)),
      () => cancelTasks(pool, of, [stage.id]),
      () => skipTasks(pool, of, [stage.id]),
      () => redoTasks(pool, of, random.chance(0.5) ? "retry" : "rerun", [stage.id]),
      () => retryRun(pool, of, epoch),
    ]);
    await change?.();
  }

  async function oversee(): Promise<void> {
    while (!done) {
      for (const run of runs) {
        for (const review of await openReviewsOf(pool, run)) {
          const stages = [review.purpose === "check" ? review.stageId : "a"];
          if (random.chance(0.3))
            await requestChanges(pool, published.workspaceId, review, { ...CHANGES, stages }, ROUNDS);
          // One that was sent back is closed by now.
          await decideReview(pool, published.workspaceId, review, APPROVED, null);
        }
        if (random.chance(0.02)) await cancelRun(pool, published.workspaceId, run);
        if (random.chance(0.05)) await changeByHand({ workspaceId: published.workspaceId, runId: run, by: "ada" });
      }
      await pool.query(
        `update task set lease_expires_at = now() - interval '1 hour'
         where id in (select id from task where lease is not null order by random() limit 1 for update skip locked)`,
      );
      await Promise.all([rescueTasks(pool), rescueTasks(pool)]);
      const states = await Promise.all(runs.map((run) => runOf(pool, run)));
      done = !starting && states.every(({ status }) => isFinished(status));
    }
  }

  const stopping = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      done = true;
      throw error;
    });
  const started = Promise.all([start(0), start(5), start(9)]).then(() => {
    starting = false;
  });
  await Promise.all([work(), work(), work(), oversee(), started].map(stopping));

  expect(runs).toHaveLength(16);
  for (const run of runs) expect(await auditFinished(pool, run)).toEqual([]);
});
