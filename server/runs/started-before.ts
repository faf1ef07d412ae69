import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";
import type { StartedRun } from "#server/engine/start-runs.ts";

type Earlier = Pick<StartedRun, "runId" | "requestHash">;

/** The run that this key has started before; null when there is none. */
export async function startedBefore(db: Queryable, workspaceId: string, key: string): Promise<Earlier | null> {
  const { rows } = await db.query<Earlier>({
    name: "started_before",
    text: `select id as "runId", request_hash as "requestHash" from run where workspace_id = $1 and idempotency_key = $2
           union all
           select run_id, request_hash from run_key where key = engine.answered_key($1, $2)`,
    values: [workspaceId, key],
  });
  return rows[0] ?? null;
}

/** Refuses a key that another request has used. */
export function sameRequest(started: Earlier, requestHash: string | null): Earlier {
  if (started.requestHash !== requestHash)
    throw new DomainError(
      "conflict",
      `idempotencyKey: run ${started.runId} was started with this key by another request`,
      {
        field: "idempotencyKey",
      },
    );
  return started;
}
