import type { RunStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { unknownRun } from "#server/runs/require-run.ts";

/** Cancels a run of the workspace. A finished one stays as it is; the answer says how it stands. */
export async function cancel(db: Queryable, workspaceId: string, runId: number): Promise<{ status: RunStatus }> {
  const status = await cancelRun(db, workspaceId, runId);
  if (!status) throw unknownRun(runId);
  return { status };
}
