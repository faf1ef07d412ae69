import { z } from "zod";
import { Metadata } from "#core/metadata.ts";
import { Priority } from "#core/priority.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Principal } from "#server/auth/principal.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Pool } from "#server/db.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import type { StartQueue } from "#server/runs/start-queue.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";
import { sameRequest, startedBefore } from "#server/runs/started-before.ts";

const Which = z.object({ workflow: WorkflowName, version: z.int().min(1).optional() });
/** Follow-ups and calls of code have keys of their own, which nobody else may take from them. */
export const IdempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!spawn:)/, "starts with spawn:, which is kept for follow-ups")
  .regex(/^(?!call:)/, "starts with call:, which is kept for code");
const Options = {
  priority: Priority.optional().describe("What has more is claimed first; added to that of each stage"),
  metadata: Metadata.optional().describe("What rules and dedupe compare; laid over what the workflow gives"),
};
export const StartRun = Which.extend({ input: z.unknown(), idempotencyKey: IdempotencyKey.optional(), ...Options });
export const StartRuns = Which.extend({ inputs: z.array(z.unknown()).min(1).max(10_000), ...Options });

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
