import { z } from "zod";
import { BatchActions } from "#core/action-problems.ts";
import { DomainError } from "#core/errors.ts";
import { Metadata, metadataProblem } from "#core/metadata.ts";
import { Priority } from "#core/priority.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Principal } from "#server/auth/principal.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { nextBatchId, type SubmittedBatch, submitBatch } from "#server/engine/batches.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";

export const MAX_BATCH_ITEMS = 10_000;

export const SubmitBatch = z.object({
  workflow: WorkflowName,
  version: z.int().min(1).optional(),
  items: z.array(z.unknown()).min(1).max(MAX_BATCH_ITEMS).describe("The input of one run each"),
  title: z.string().max(200).default(""),
  metadata: Metadata.optional().describe("Of the batch, and of each of its runs"),
  priority: Priority.optional(),
  onComplete: BatchActions.optional().describe("Webhooks that are sent once all runs have ended"),
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export type SubmitBatch = z.infer<typeof SubmitBatch>;

interface Deps extends StartDeps {
  pool: Pool;
  leaseMs: number;
}

type Earlier = Pick<SubmittedBatch, "batchId" | "requestHash">;

/**
 * Starts one run for each item, all or none. A refusal names the item at fault as `items.<index>`. The same idempotency
 * key answers with the first batch, or refuses another request.
 */
export async function submit(deps: Deps, who: Principal, asked: SubmitBatch): Promise<{ batchId: number }> {
  const { idempotencyKey, ...request } = asked;
  const key = idempotencyKey ?? null;
  const requestHash = key && hashOf(request);
  // Asked before all checks: what was submitted once is answered, although the workflow has changed since.
  const earlier = key && (await submittedBefore(deps.pool, who.workspaceId, key));
  if (earlier) return sameRequest(earlier, requestHash);
  const { metadata, priority } = asked;
  const unfit = metadataProblem(metadata ?? {});
  if (unfit) throw new DomainError("bad_input", unfit.message, { field: unfit.field });
  const version = await runnableVersion(deps.pool, who.workspaceId, asked);
  const checked = await Promise.all(
    asked.items.map((input, index) =>
      startRequest(deps, who, version, input, `items.${index}`, { metadata, priority }),
    ),
  );
  const id = await nextBatchId(deps.pool);
  const batch = {
    id,
    workspace_id: who.workspaceId,
    workflow_id: version.workflowId,
    title: asked.title,
    metadata: metadata ?? null,
    on_complete: asked.onComplete ?? null,
    created_by: who.by,
    idempotency_key: key,
    request_hash: requestHash,
  };
  const requests = checked.map((each) => ({ ...each, batch_id: id }));
  return sameRequest(await submitBatch(deps.pool, batch, requests, deps.leaseMs), requestHash);
}

async function submittedBefore(db: Queryable, workspaceId: string, key: string): Promise<Earlier | null> {
  const { rows } = await db.query<Earlier>(
    `select id as "batchId", request_hash as "requestHash" from batch where workspace_id = $1 and idempotency_key = $2`,
    [workspaceId, key],
  );
  return rows[0] ?? null;
}

function sameRequest({ batchId, requestHash }: Earlier, asked: string | null): { batchId: number } {
  if (requestHash === asked) return { batchId };
  const field = "idempotencyKey";
  throw new DomainError("conflict", `${field}: batch ${batchId} was submitted with this key by another request`, {
    field,
  });
}
