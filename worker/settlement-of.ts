import { createHash } from "node:crypto";
import type { AttemptRecord } from "#core/attempt-record.ts";
import type { ReviewRequest } from "#core/outcome.ts";
import type { Settlement } from "#core/settle.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { storePayload } from "#server/artifacts/payload.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import {
  type ArtifactRow,
  type RecordRow,
  type SettlementRow,
  type StoredPayload,
  settlementRow,
} from "#server/engine/settlement-row.ts";
import { artifactsIn } from "#worker/artifacts-in.ts";

/** What one attempt came to, beside what follows from it. */
export interface Made {
  input: unknown;
  /** The input hash; undefined for what ended before it had an input. */
  digest: string | undefined;
  record: AttemptRecord | null;
  durationMs: number;
  /** The bytes by hash of what this attempt has put into the store: only that may its output claim as its own. */
  artifacts: ReadonlyMap<string, number>;
}

/** The store, and the bytes by hash of what an attempt puts into it. */
export function recording(store: ArtifactStore): { artifacts: ArtifactStore; made: Map<string, number> } {
  const made = new Map<string, number>();
  const put: ArtifactStore["put"] = async (content) => {
    const artifact = await store.put(content);
    made.set(artifact.hash, artifact.size);
    return artifact;
  };
  return { artifacts: { ...store, put }, made };
}

/** The row that settles an attempt: payloads put where they belong, the artifacts of the output named. */
export async function storedSettlement(
  store: ArtifactStore,
  task: ClaimedTask,
  settlement: Settlement,
  { input, digest, record, durationMs, artifacts: made }: Made,
): Promise<SettlementRow> {
  // What a check rejected is kept as well: the output goes with the record then, not with the task.
  const given = "output" in settlement ? settlement.output : record?.output;
  const output: StoredPayload | undefined = given === undefined ? undefined : await storePayload(store, given);
  const seen: StoredPayload = input === undefined ? { value: null, hash: null } : await storePayload(store, input);
  const artifacts: ArtifactRow[] = artifactsIn(given, made);
  const review = settlement.to === "awaiting_review" ? bound(settlement.review, output) : undefined;
  return {
    ...settlementRow(task, settlement, output, review),
    input: seen.value,
    input_hash: seen.hash,
    ...(digest !== undefined && { input_digest: digest }),
    ...(artifacts.length > 0 && { artifacts }),
    ...(record && { record: recordRow(record, output, durationMs) }),
  };
}

function recordRow(
  { verdict, feedback, error }: AttemptRecord,
  output: StoredPayload | undefined,
  durationMs: number,
): RecordRow {
  return {
    durationMs,
    ...(output?.hash ? { outputHash: output.hash } : { output: output?.value ?? undefined }),
    ...(verdict && { verdict }),
    ...(feedback && { feedback }),
    ...(error && { error }),
  };
}

/** A review with the hash of what is shown, to which a decision binds. An output too large for a row is shown by its hash. */
function bound(review: ReviewRequest, output: StoredPayload | undefined): ReviewRequest & { contentHash: string } {
  const shown = review.check && output?.hash ? { ...review, details: null } : review;
  const content = JSON.stringify({ ...shown, ...(output?.hash && { outputHash: output.hash }) });
  return { ...shown, contentHash: createHash("sha256").update(content).digest("hex") };
}
