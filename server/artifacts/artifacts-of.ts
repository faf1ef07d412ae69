import { join } from "node:path";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { bucketStore } from "#server/artifacts/bucket-store.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { readSettings } from "#server/env.ts";

type Settings = Pick<
  ReturnType<typeof readSettings>,
  "HEDDLE_HOME" | "HEDDLE_S3_URL" | "HEDDLE_S3_REGION" | "HEDDLE_S3_KEY_ID" | "HEDDLE_S3_SECRET"
>;

/** Where a Heddle on this machine keeps its artifacts, or what it is about to put into its bucket. */
export const artifactFolder = ({ HEDDLE_HOME }: Pick<Settings, "HEDDLE_HOME">): string =>
  join(HEDDLE_HOME, "artifacts");

/** Where the settings say that artifacts are kept: in a bucket if one is named, else in a folder. */
export function artifactsOf(settings: Settings): ArtifactStore {
  const folder = artifactFolder(settings);
  if (!settings.HEDDLE_S3_URL) return folderStore(folder);
  return bucketStore({
    url: settings.HEDDLE_S3_URL.replace(/\/+$/, ""),
    region: settings.HEDDLE_S3_REGION,
    keyId: settings.HEDDLE_S3_KEY_ID ?? "",
    secret: settings.HEDDLE_S3_SECRET ?? "",
    incoming: join(folder, "incoming"),
  });
}
