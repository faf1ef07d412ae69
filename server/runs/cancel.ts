import { DomainError } from "#core/errors.ts";
import type { RunStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { unknownRun } from "#server/runs/require-run.ts";

/** Cancels a run of the workspace. One that is canceled already stays so; one that ended otherwise is refused with its status. */
export async function cancel(db: Queryable, workspaceId: string, runId: number): Promise<{ status: RunStatus }> {
  const status = await cancelRun(db, workspaceId, runId);
  if (!status) throw unknownRun(runId);
  if (status !== "canceled")
    throw new DomainError("conflict", `Run ${runId} is ${status} and cannot be canceled any more`, {
      field: "runId",
      status,
    });
  return { status };
}
