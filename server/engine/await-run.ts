import type { Queryable } from "#server/db.ts";

interface AwaitedRun {
  workspaceId: string;
  taskId: number;
  lease: string;
  callId: number;
  runId: number;
}

/**
 * How a run has ended; null when it has not: then the call of the task waits for its end, and the task, if it is suspended by
 * then, wakes with it. "unknown" when the workspace has no such run, "lost" when the lease is.
 */
export async function awaitRun(
  db: Queryable,
  { workspaceId, taskId, lease, callId, runId }: AwaitedRun,
): Promise<"completed" | "failed" | "canceled" | "unknown" | "lost" | null> {
  const { rows } = await db.query<{ status: "completed" | "failed" | "canceled" | "unknown" | "lost" | null }>({
    name: "await_run",
    text: "select engine.await_run($1, $2, $3, $4, $5) as status",
    values: [workspaceId, taskId, lease, callId, runId],
  });
  return rows[0]?.status ?? null;
}
