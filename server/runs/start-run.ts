import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { Metadata } from "#core/metadata.ts";
import { Priority } from "#core/priority.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Principal } from "#server/auth/principal.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { type StartedRun, startRuns } from "#server/engine/start-runs.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import type { StartQueue } from "#server/runs/start-queue.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";

const Which = z.object({ workflow: WorkflowName, version: z.int().min(1).optional() });
/** Follow-ups have keys of their own, which nobody else may take from them. */
const IdempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!spawn:)/, "starts with spawn:, which is kept for follow-ups");
const Options = {
  priority: Priority.optional().describe("What has more is claimed first; added to that of each stage"),
  metadata: Metadata.optional().describe("What rules and dedupe compare; laid over what the workflow gives"),
};
export const StartRun = Which.extend({ input: z.unknown(), idempotencyKey: IdempotencyKey.optional(), ...Options });
export const StartRuns = Which.extend({ inputs: z.array(z.unknown()).min(1).max(10_000), ...Options });

type Earlier = Pick<StartedRun, "runId" | "requestHash">;

interface Deps extends StartDeps {
  pool: Pool;
  startQueue: StartQueue;
  leaseMs: number;
}

/**
 * Starts a run once all checks are passed. A dedupe rule of the workflow may answer with a run that is there instead; the
 * same idempotency key answers with the first run, or refuses another request.
 */
export async function startRun(
  deps: Deps,
  who: Principal,
  asked: z.infer<typeof StartRun>,
): Promise<{ runId: number; deduped?: true }> {
  const { workflow, version, input, idempotencyKey, priority, metadata } = asked;
  const key = idempotencyKey ?? null;
  const requestHash =
    key &&
    hashOf({
      workflow,
      version: version ?? null,
      input: input ?? {},
      ...(priority !== undefined && { priority }),
      ...(metadata && { metadata }),
    });
  // Asked before all checks: what was started once is answered, although the workflow has been archived or changed since.
  const earlier = key && (await startedBefore(deps.pool, who.workspaceId, key));
  if (earlier) return { runId: sameRequest(earlier, requestHash).runId };
  const request = await startRequest(
    deps,
    who,
    await runnableVersion(deps.pool, who.workspaceId, asked),
    input,
    "input",
    asked,
  );
  const started = await deps.startQueue.start({ ...request, idempotency_key: key, request_hash: requestHash });
  return { runId: sameRequest(started, requestHash).runId, ...(started.deduped && { deduped: true }) };
}

async function startedBefore(db: Queryable, workspaceId: string, key: string): Promise<Earlier | null> {
  const { rows } = await db.query<Earlier>({
    name: "started_before",
    text: `select id as "runId", request_hash as "requestHash" from run where workspace_id = $1 and idempotency_key = $2
           union all
           select run_id, request_hash from run_key where key = engine.answered_key($1, $2)`,
    values: [workspaceId, key],
  });
  return rows[0] ?? null;
}

function sameRequest(started: Earlier, requestHash: string | null): Earlier {
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

/** Starts one run for each input, all or none; a refusal names the input at fault as `inputs.<index>`. */
export async function startManyRuns(
  deps: Deps,
  who: Principal,
  asked: z.infer<typeof StartRuns>,
): Promise<{ runIds: number[] }> {
  const version = await runnableVersion(deps.pool, who.workspaceId, asked);
  const requests = await Promise.all(
    asked.inputs.map((input, index) => startRequest(deps, who, version, input, `inputs.${index}`, asked)),
  );
  return { runIds: (await startRuns(deps.pool, requests, deps.leaseMs)).map(({ runId }) => runId) };
}
