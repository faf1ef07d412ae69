import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { createStorageCap, type StorageCap } from "#server/storage/storage-cap.ts";
import { databaseBytes } from "#server/watch/system-state.ts";

const GB = 1e9;

/** The cap of a process by its settings, over the database and the artifacts. */
export const openStorageCap = (
  { HEDDLE_MAX_GB: max }: Pick<Env, "HEDDLE_MAX_GB">,
  db: Queryable,
  artifacts: Pick<ArtifactStore, "bytes">,
): StorageCap =>
  createStorageCap(
    async () => ({ databaseBytes: await databaseBytes(db), artifactBytes: await artifacts.bytes() }),
    max === undefined ? null : max * GB,
  );
