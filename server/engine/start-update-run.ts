import type { RunStatus } from "#core/statuses.ts";
import type { StagePlan } from "#core/update-plan.ts";
import type { Queryable } from "#server/db.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";

/** What should be different, as it is kept on the run. */
export interface RunChange {
  /** The type of the change request; null when stages were named. */
  type: string | null;
  stages: string[];
  note: string;
}

export interface UpdateRequest {
  request: StartRequest;
  baseRunId: number;
  /** How many rounds the base run had opened when the plan was made. */
  epoch: number;
  plan: readonly StagePlan[];
  change: RunChange;
  /** Whether another update run of the same base run is in the way. */
  isForced: boolean;
}

export type UpdateAnswer =
  | { outcome: "started"; runId: number; requestHash: string | null }
  | { outcome: "unknown" }
  /** Only a completed run can be a base. */
  | { outcome: "unfinished"; status: RunStatus }
  /** A round was opened since the plan was made. */
  | { outcome: "changed" }
  /** `runId` is the newest update run of this base. */
  | { outcome: "stale"; runId: number };

/** Starts a run that reuses what a completed run has made, in one commit. The same idempotency key answers with the first run. */
export async function startUpdateRun(
  db: Queryable,
  { request, baseRunId, epoch, plan, change, isForced }: UpdateRequest,
): Promise<UpdateAnswer> {
  const fates = plan.map(({ stageId, fate }) => ({ stage_id: stageId, fate }));
  const { rows } = await db.query<{ answer: UpdateAnswer }>(
    "select engine.start_update_run($1, $2, $3, $4, $5, $6) as answer",
    [JSON.stringify(request), baseRunId, epoch, JSON.stringify(fates), JSON.stringify(change), isForced],
  );
  const [row] = rows;
  if (!row) throw new Error("start_update_run() answered nothing");
  return row.answer;
}
