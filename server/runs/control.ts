import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { RunStatus } from "#core/statuses.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import {
  type ByHand,
  type ControlAnswer,
  cancelTasks,
  pauseRun,
  pauseTasks,
  redoTasks,
  resumeRun,
  resumeTasks,
  retryRun,
  skipTasks,
} from "#server/engine/control.ts";
import { unknownRun } from "#server/runs/require-run.ts";

const MAX_TASKS = 5_000;

export const ControlRun = z.object({ runId: z.int().positive() });
/** `epoch` is what was seen of the run: a retry that is sent again after it was made changes nothing. */
export const RetryRun = ControlRun.extend({ epoch: z.int().min(0) });
export const ControlTasks = ControlRun.extend({ taskIds: z.array(z.int().positive()).min(1).max(MAX_TASKS) });

/** How the run stands after a change by hand, and the tasks that it changed or made. */
export interface Controlled {
  status: RunStatus;
  changed: number[];
}

const TASK_ACTIONS = {
  pause: { change: pauseTasks, cannot: "cannot be paused: only what has not started can" },
  resume: { change: resumeTasks, cannot: "cannot be resumed" },
  cancel: { change: cancelTasks, cannot: "cannot be canceled any more" },
  skip: { change: skipTasks, cannot: "cannot be skipped: only what has not started, or failed, can" },
  retry: {
    change: (db: Queryable, of: ByHand, taskIds: number[]) => redoTasks(db, of, "retry", taskIds),
    cannot: "cannot be retried: only what failed can",
  },
  rerun: {
    change: (db: Queryable, of: ByHand, taskIds: number[]) => redoTasks(db, of, "rerun", taskIds),
    cannot: "cannot run again: only what has ended, and was reached, can",
  },
} as const;

const RUN_ACTIONS = {
  pause: { change: pauseRun, cannot: "cannot be paused any more" },
  resume: { change: resumeRun, cannot: "cannot be resumed any more" },
} as const;

/** The answer of the engine, or the refusal that it stands for: `not_found`, `bad_input`, or `conflict` with the status. */
function answered(runId: number, answer: ControlAnswer, cannot: string): Controlled {
  switch (answer.outcome) {
    case "done":
      return { status: answer.status, changed: answer.changed };
    case "unknown":
      if (answer.taskId === undefined) throw unknownRun(runId);
      throw new DomainError("not_found", `Run ${runId} has no task ${answer.taskId}`, { field: "taskIds" });
    case "subtask":
      throw new DomainError("bad_input", `taskIds: task ${answer.taskId} is a subtask; name the task of its stage`, {
        field: "taskIds",
      });
    case "conflict": {
      const what = answer.taskId === undefined ? `Run ${runId}` : `Task ${answer.taskId}`;
      const field = answer.taskId === undefined ? "runId" : "taskIds";
      throw new DomainError("conflict", `${what} is ${answer.status} and ${cannot}`, { field, status: answer.status });
    }
  }
}

const byHand = (who: Principal, runId: number): ByHand => ({ workspaceId: who.workspaceId, runId, by: who.by });

/** Changes tasks of one run by hand, all or none. Repeating a call changes nothing; what is in the way is refused. */
export async function controlTasks(
  db: Queryable,
  who: Principal,
  action: keyof typeof TASK_ACTIONS,
  { runId, taskIds }: z.infer<typeof ControlTasks>,
): Promise<Controlled> {
  const { change, cannot } = TASK_ACTIONS[action];
  return answered(runId, await change(db, byHand(who, runId), taskIds), cannot);
}

/** Pauses or resumes a run. */
export async function controlRun(
  db: Queryable,
  who: Principal,
  action: keyof typeof RUN_ACTIONS,
  { runId }: z.infer<typeof ControlRun>,
): Promise<Controlled> {
  const { change, cannot } = RUN_ACTIONS[action];
  return answered(runId, await change(db, byHand(who, runId)), cannot);
}

/** Does the failed stages of a run over, and what depends on them. */
export async function retry(
  db: Queryable,
  who: Principal,
  { runId, epoch }: z.infer<typeof RetryRun>,
): Promise<Controlled> {
  const answer = await retryRun(db, byHand(who, runId), epoch);
  return answered(runId, answer, "nothing of it has failed");
}
