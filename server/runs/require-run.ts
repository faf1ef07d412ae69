import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";

export const unknownRun = (runId: number) =>
  new DomainError("not_found", `There is no run ${runId}`, { field: "runId" });

/** Refuses a run that the workspace does not have. */
export async function requireRun(db: Queryable, workspaceId: string, runId: number): Promise<void> {
  const { rowCount } = await db.query("select from run where id = $1 and workspace_id = $2", [runId, workspaceId]);
  if (rowCount === 0) throw unknownRun(runId);
}
