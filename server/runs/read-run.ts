import { TASK_STATUSES, type TaskStatus } from "#core/statuses.ts";
import type { RunView } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { getRun } from "#server/runs/get-run.ts";

export interface CountedRun extends RunView {
  /** How many stages stand how, in their latest rounds. */
  stagesSummary: Record<TaskStatus | "total", number>;
}

/** A run as it stands, with its stages counted. Throws for a run that is not there. */
export async function readRun(db: Queryable, workspaceId: string, runId: number): Promise<CountedRun> {
  const run = await getRun(db, workspaceId, runId);
  const stagesSummary = { total: run.stages.length, ...none() };
  for (const { status } of run.stages) stagesSummary[status] += 1;
  return { ...run, stagesSummary };
}

const none = () => Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
