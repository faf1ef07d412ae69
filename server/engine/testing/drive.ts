import type { Definition, Stage } from "#core/definition.ts";
import type { ModelRound } from "#core/model/round-model.ts";
import type { ModelOutcome, Oracle } from "#core/model/run-model.ts";
import type { Outcome } from "#core/outcome.ts";
import { type Settlement, settle } from "#core/settle.ts";
import { isFinished, isSettled } from "#core/statuses.ts";
import { resolve } from "#core/taken.ts";
import type { Pool } from "#server/db.ts";
import type { ClaimedTask, Claims } from "#server/engine/advance.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { extendLeases, rescueTasks } from "#server/engine/leases.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import { createPausing } from "#server/engine/testing/pausing.ts";
import { LEASE_MS } from "#server/engine/testing/published.ts";
import type { Random } from "#server/engine/testing/random.ts";
import { openReviewsOf, runOf, tasksOf } from "#server/engine/testing/rows.ts";
import { sendBack } from "#server/engine/testing/send-back.ts";
import { rowOf, suspended, TestWorker } from "#server/engine/testing/test-worker.ts";
import { wakeTasks } from "#server/engine/wake.ts";

/** A run under way with what decides its fate. */
export interface Driven {
  runId: number;
  workspaceId: string;
  definition: Definition;
  oracle: Oracle;
  /** The requests for changes of its reviewers, in their order. */
  asked: ModelRound[];
  /** Whether a subtask has the same fate in every round: then its own output may be sent back, whatever its siblings do. */
  isSteady: boolean;
}

/** What goes wrong on purpose; each at random, this often in all. */
export interface Mishaps {
  lostLeases: number;
  handBacks: number;
  /** Attempts that are suspended and go on later, by a timer or by somebody who wakes them. */
  suspensions: number;
  /** Pauses of a run or of one of its stages, until somebody resumes it. */
  pauses: number;
  cancels: number;
  /** Reviews that are sent back. */
  changes: number;
}

/** Claims in a row that found nothing, from which on a run is stuck: no backoff of a scenario lasts that long. */
const MOST_IN_VAIN = 20_000;

const REVIEW = { summary: "", details: null, form: null, assignees: [] };

const VERDICTS = {
  accepted: { verdict: "accepted" },
  rejected: { verdict: "rejected", feedback: { summary: "It was told to be rejected" } },
  uncertain: { verdict: "uncertain", reason: "It was told to be uncertain" },
} as const;

function outcomeOf(stage: Stage, told: ModelOutcome): Outcome {
  switch (told.kind) {
    case "completed":
      return { kind: "completed", output: { of: stage.id }, ...(told.verdict && { verdict: VERDICTS[told.verdict] }) };
    case "failed":
      return { kind: "failed", failure: { code: "test", message: "It was told to fail", retryable: told.retryable } };
    case "skipped":
      return { kind: "skipped" };
    case "fan_out":
      return { kind: "fan_out", items: Array.from({ length: told.count }, (_, index) => index) };
    case "awaiting_review":
      return {
        kind: "awaiting_review",
        review: { ...REVIEW, onReject: stage.config.onReject === "continue" ? "continue" : "fail" },
      };
  }
}

/** What a worker would settle: it asks `when` of the parents as the claim describes them, then the handler. */
function settlementOf({ definition, oracle }: Driven, task: ClaimedTask, claims: Claims, random: Random): Settlement {
  const stage = definition.stages.find(({ id }) => id === task.stageId);
  if (!stage) throw new Error(`Stage ${task.stageId} is not in the definition`);
  const outputs = claims.runs.find(({ runId }) => runId === task.runId)?.outputs ?? {};
  const incoming = definition.dependencies.filter(({ to }) => to === stage.id);
  const led = incoming.some((dependency) => {
    if (!dependency.when) return !incoming.some(({ when }) => when) || taken(dependency.from);
    return taken(dependency.from) && oracle.holds(dependency.from, dependency.to);
  });
  function taken(from: string): boolean {
    const parent = outputs[from];
    const dependency = incoming.find((each) => each.from === from);
    return parent !== undefined && dependency !== undefined && resolve(dependency, parent) === "taken";
  }
  if (task.subtask === null && incoming.length > 0 && !led)
    return { to: "skipped", skipReason: "not_taken", output: null };
  return settle(
    task.attempt,
    stage,
    outcomeOf(stage, oracle.attempt(stage.id, task.subtask, task.attempt, task.round)),
    random.next(),
  );
}

/** Drives runs to their end with workers that claim and settle in random batches, and suffer the mishaps. */
export async function drive(
  pool: Pool,
  runs: Driven[],
  workerCount: number,
  random: Random,
  mishaps: Mishaps,
): Promise<void> {
  const byId = new Map(runs.map((run) => [run.runId, run]));
  const left = { ...mishaps };
  let finished = false;
  const asleep = new Set<number>();
  const pausing = createPausing(pool, random);

  const spend = (what: keyof Mishaps): boolean => {
    if (left[what] === 0 || !random.chance(0.2)) return false;
    left[what] -= 1;
    return true;
  };

  async function decideSome(run: Driven): Promise<void> {
    for (const review of await openReviewsOf(pool, run.runId)) {
      if (random.chance(0.3)) continue;
      const tasks = await tasksOf(pool, run.runId);
      const { subtask, round } = tasks.find(({ id }) => id === review.taskId) ?? { subtask: null, round: 1 };
      if (spend("changes")) await sendBack(pool, run, { ...review, subtask }, tasks, random);
      const decision = run.oracle.decision(review.stageId, subtask, round);
      const said = { decision, comment: "", form: null, by: "test@example.org", at: new Date().toISOString() };
      // One that was sent back is closed by now.
      await decideReview(pool, run.workspaceId, review, said, null);
    }
  }

  /** What has not ended, to be read in a failure. */
  async function openTasksOf(stuck: Driven[]): Promise<string> {
    const tasks = await Promise.all(stuck.map(({ runId }) => tasksOf(pool, runId)));
    const open = tasks.flat().filter(({ status }) => !isSettled(status));
    return open.map(({ id, stageId, subtask, status }) => `${id} ${stageId}[${subtask}] ${status}`).join(", ");
  }

  async function wakeSome(): Promise<void> {
    for (const taskId of asleep) {
      if (random.chance(0.5)) continue;
      asleep.delete(taskId);
      // Somebody else's news wakes nobody, and a second wake-up changes nothing.
      await wakeTasks(pool, [{ taskId, waitsFor: { for: "external", by: "nobody" }, result: {} }]);
      const wake = { taskId, waitsFor: { for: "external" }, result: { status: "done" } };
      await Promise.all([wakeTasks(pool, [wake]), wakeTasks(pool, [wake])]);
    }
  }

  const suspend = (task: ClaimedTask): SettlementRow =>
    rowOf(task, suspended(random.chance(0.5) ? new Date().toISOString() : null));

  /** Only what sleeps by now can be woken: a wake-up before that would be nobody's, and the task would sleep for ever. */
  function noteAsleep(rows: SettlementRow[]): void {
    for (const { task_id, to_status, wake_at } of rows) if (to_status === "suspended" && !wake_at) asleep.add(task_id);
  }

  async function work(worker: TestWorker): Promise<void> {
    let held: { task: ClaimedTask; row: SettlementRow }[] = [];
    let inVain = 0;

    async function loseLease(): Promise<void> {
      const lost = random.pick(held);
      if (!lost || !spend("lostLeases")) return;
      held = held.filter((each) => each !== lost);
      await pool.query("update task set lease_expires_at = now() - interval '1 hour' where id = $1 and lease = $2", [
        lost.task.taskId,
        lost.task.lease,
      ]);
      await rescueTasks(pool);
      await refused([lost.row]);
    }

    async function refused(rows: SettlementRow[]): Promise<void> {
      const { moved } = await worker.advance(rows, 0);
      if (moved.length > 0) throw new Error(`A settlement without a lease moved ${moved}`);
    }

    while (!finished) {
      const ending = held.filter(() => random.chance(0.7));
      const rows = ending.map(({ task, row }) => {
        if (spend("handBacks")) return rowOf(task, { to: "returned", reason: "worker_stopping" });
        return spend("suspensions") ? suspend(task) : row;
      });
      const { moved, claimed } = await worker.advance(rows, random.below(5));
      held = held.filter((each) => !ending.includes(each));
      noteAsleep(rows);
      const isSafe = left.cancels === mishaps.cancels && left.changes === mishaps.changes;
      if (isSafe && moved.length < rows.length) throw new Error("A settlement with a good lease was refused");
      if (rows.length > 0 && random.chance(0.2)) await refused(rows);

      for (const task of claimed?.tasks ?? []) {
        const run = byId.get(task.runId);
        if (!run || !claimed) throw new Error(`Claimed a task of run ${task.runId}, which is not driven here`);
        held.push({ task, row: rowOf(task, settlementOf(run, task, claimed, random)) });
      }
      if (held.length > 0 && random.chance(0.1))
        await extendLeases(
          pool,
          worker.id,
          held.map(({ task }) => task.taskId),
          LEASE_MS,
        );
      await loseLease();
      await wakeSome();
      await pausing.resumeSome();
      for (const run of runs) {
        if (claimed === null || random.chance(0.2)) await decideSome(run);
        if (spend("pauses")) await pausing.pause(run);
        if (spend("cancels")) await cancelRun(pool, run.workspaceId, run.runId);
      }
      inVain = claimed === null && held.length === 0 ? inVain + 1 : 0;
      if (inVain > MOST_IN_VAIN) throw new Error(`Nothing moves any more: ${await openTasksOf(runs)}`);
      if (inVain > 0) {
        const states = await Promise.all(runs.map(({ runId }) => runOf(pool, runId)));
        finished ||= states.every(({ status }) => isFinished(status));
      }
    }
  }

  const workers = Array.from({ length: workerCount }, () => new TestWorker(pool));
  await Promise.all(
    workers.map((worker) =>
      work(worker).catch((error: unknown) => {
        finished = true;
        throw error;
      }),
    ),
  );
}
