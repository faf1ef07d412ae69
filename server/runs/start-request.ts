import type { Metadata } from "#core/metadata.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { storePayload } from "#server/artifacts/payload.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { checkInput } from "#server/runs/check-input.ts";
import { dedupeKeys, metadataOf } from "#server/runs/metadata-of.ts";
import type { RunnableVersion } from "#server/runs/runnable-version.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";

export interface StartDeps {
  expressions: Expressions;
  artifacts: ArtifactStore;
  maxInputBytes: number;
  /** Refuses new runs when too much is stored. What runs that go on start themselves has none. */
  cap?: StorageCap;
}

/** Whoever starts a run: a principal, or a trigger. */
export interface Starter {
  workspaceId: string;
  /** How the run names it. */
  by: string;
}

/** What a start may say beside its input. */
export interface StartOptions {
  priority?: number | undefined;
  /** Takes the place of what the version's template gives, field by field. */
  metadata?: Metadata | undefined;
}

/** The start of one run, its input checked and stored; without an input it is `{}`. `field` is what to call it in a refusal. */
export async function startRequest(
  deps: StartDeps,
  who: Starter,
  version: RunnableVersion,
  input: unknown,
  field: string,
  { priority, metadata: overlay = {} }: StartOptions = {},
): Promise<StartRequest> {
  await deps.cap?.requireRoom();
  const given = input === undefined ? {} : input;
  const { itemId, size } = await checkInput(deps, version, given, field);
  const metadata = await metadataOf(deps.expressions, version, { input: given, item: itemId }, overlay);
  const dedupe = dedupeKeys(version, metadata);
  const stored = await storePayload(deps.artifacts, given);
  return {
    workspace_id: who.workspaceId,
    workflow_id: version.workflowId,
    version_id: version.versionId,
    item_id: itemId,
    input: stored.value,
    input_hash: stored.hash,
    input_size: size,
    started_by: who.by,
    idempotency_key: null,
    request_hash: null,
    ...(priority !== undefined && { priority }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(dedupe.length > 0 && { dedupe }),
  };
}
