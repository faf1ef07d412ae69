import type { RunStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";

/**
 * Cancels what is not settled of a run and tells the workers that hold its tasks. Returns the status after: a finished
 * run stays as it is. Null when the workspace has no such run.
 */
export async function cancelRun(db: Queryable, workspaceId: string, runId: number): Promise<RunStatus | null> {
  const { rows } = await db.query<{ status: RunStatus | null }>("select engine.cancel_run($1, $2) as status", [
    workspaceId,
    runId,
  ]);
  return rows[0]?.status ?? null;
}
