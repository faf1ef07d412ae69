import type { Queryable } from "#server/db.ts";

/** An attempt of a task, or a person who asks a service for its methods. */
type User = { runId: number; taskId: number; attempt: number } | { by: string };

export type SecretUsed = User & {
  workspaceId: string;
  secret: string;
  service: string;
};

/** Writes down that a secret is used, before it is: no use is without its line, whoever dies. */
export async function recordUse(db: Queryable, { workspaceId, secret, service, ...user }: SecretUsed): Promise<void> {
  const { runId, taskId, attempt, by } = { runId: null, taskId: null, attempt: null, by: null, ...user };
  await db.query({
    name: "record_secret_use",
    text: `
      insert into secret_use (workspace_id, secret, service, run_id, task_id, attempt, by)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [workspaceId, secret, service, runId, taskId, attempt, by],
  });
}
