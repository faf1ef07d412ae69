import type { ArtifactReference } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";

/** Notes that a running task names an artifact, so that its run shows it; again, nothing. False when the lease is lost. */
export async function linkArtifact(
  db: Queryable,
  { taskId, lease }: { taskId: number; lease: string },
  { hash, name, mediaType, size }: ArtifactReference["$artifact"],
): Promise<boolean> {
  const { rows } = await db.query<{ isHeld: boolean }>({
    name: "link_artifact",
    text: `
      with held as (select id, run_id from task where id = $1 and lease = $2),
      linked as (
        insert into artifact (run_id, task_id, hash, name, media_type, size)
        select run_id, id, $3, $4, $5, $6 from held
        on conflict do nothing
      )
      select exists (select from held) as "isHeld"`,
    values: [taskId, lease, hash, name, mediaType, size],
  });
  return rows[0]?.isHeld ?? false;
}
