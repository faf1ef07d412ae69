import type { Logger } from "pino";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Pool } from "#server/db.ts";
import { compact } from "#server/retention/compact.ts";
import { sweepArtifacts } from "#server/retention/sweep-artifacts.ts";
import { sweepRuns } from "#server/retention/sweep-runs.ts";

/** So much is done in one turn, which comes every hour; what is left is done in the next. */
const MOST_RUNS = 1_000_000;
const MOST_ARTIFACTS = 100_000;
/** What was put since may be named by a run that is not committed yet. */
const SETTLED_MS = 3_600_000;

/** Fewer than that leave room that new runs fill soon. */
const MUCH_AT_ONCE = 10_000;

/** Deletes the runs that are no longer kept, and the artifacts that nothing names any more; gives space back after many. */
export async function keepHouse(
  pool: Pool,
  directUrl: string,
  artifacts: ArtifactStore,
  logger: Logger,
): Promise<void> {
  const runs = await sweepRuns(pool, MOST_RUNS);
  const removed = await sweepArtifacts(pool, artifacts, MOST_ARTIFACTS, SETTLED_MS);
  if (runs > 0 || removed > 0) logger.info({ runs, artifacts: removed }, "deleted what is no longer kept");
  if (runs >= MUCH_AT_ONCE) logger.info({ bytes: await compact(directUrl) }, "gave space back");
}
