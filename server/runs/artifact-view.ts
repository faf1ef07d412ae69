import type { ArtifactView } from "#core/views.ts";

const SHOWN = 1_000;

/** Where an artifact of a run is downloaded. */
export const artifactHref = (runId: number, hash: string, name: string): string =>
  `/api/v1/runs/${runId}/artifacts/${hash}/${encodeURIComponent(name)}`;

/** A stored artifact link with its address. */
export const artifactView = (runId: number, artifact: Omit<ArtifactView, "href">): ArtifactView => ({
  ...artifact,
  href: artifactHref(runId, artifact.hash, artifact.name),
});

/** The artifacts of the latest rounds of run r as JSON, in the order in which they were made. */
export const ARTIFACTS_OF_RUN = `
  (select coalesce(json_agg(json_build_object('hash', a.hash, 'name', a.name, 'mediaType', a.media_type, 'size', a.size,
                                              'stageId', a.stage_id, 'taskId', a.task_id)), '[]')
   from (select artifact.*, task.stage_id from artifact join task on task.id = artifact.task_id
         where artifact.run_id = r.id and task.is_latest order by artifact.task_id, artifact.name limit ${SHOWN}) a)`;
