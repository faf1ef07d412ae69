import type { Queryable } from "#server/db.ts";

export interface SecretUsed {
  workspaceId: string;
  secret: string;
  service: string;
  runId: number;
  taskId: number;
  attempt: number;
}

/** Writes down that an attempt uses a secret, before it does: no use is without its line, whenever the worker dies. */
export async function recordUse(
  db: Queryable,
  { workspaceId, secret, service, runId, taskId, attempt }: SecretUsed,
): Promise<void> {
  await db.query({
    name: "record_secret_use",
    text: `
      insert into secret_use (workspace_id, secret, service, run_id, task_id, attempt)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [workspaceId, secret, service, runId, taskId, attempt],
  });
}
