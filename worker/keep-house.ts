import type { Logger } from "pino";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Pool } from "#server/db.ts";
import { compact } from "#server/retention/compact.ts";
import { sweepArtifacts } from "#server/retention/sweep-artifacts.ts";
import { sweepRuns } from "#server/retention/sweep-runs.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";

/** So much is done in one turn, which comes every hour; what is left is done in the next. */
const MOST_RUNS = 1_000_000;
const MOST_ARTIFACTS = 100_000;
/** What was put since may be named by a run that is not committed yet. */
const SETTLED_MS = 3_600_000;

/** Fewer than that leave room that new runs fill soon. */
const MUCH_AT_ONCE = 10_000;

/**
 * Deletes the runs that are no longer kept; gives space back after many of them, or after any while more is stored than may be,
 * for then no new run fills their room. A turn each time it is called.
 */
export function createRunKeeper(
  pool: Pool,
  directUrl: string,
  cap: Pick<StorageCap, "isFull"> | undefined,
  logger: Logger,
): () => Promise<void> {
  let goneSince = 0;
  return async () => {
    const runs = await sweepRuns(pool, MOST_RUNS);
    goneSince += runs;
    if (runs > 0) logger.info({ runs }, "deleted runs that are no longer kept");
    if (goneSince < MUCH_AT_ONCE && !(goneSince > 0 && (await cap?.isFull()))) return;
    logger.info({ bytes: await compact(directUrl) }, "gave space back");
    goneSince = 0;
  };
}

/** Removes artifacts that nothing names any more. */
export async function keepArtifacts(pool: Pool, artifacts: ArtifactStore, logger: Logger): Promise<void> {
  const removed = await sweepArtifacts(pool, artifacts, MOST_ARTIFACTS, SETTLED_MS);
  if (removed > 0) logger.info({ artifacts: removed }, "removed artifacts that nothing names");
}
