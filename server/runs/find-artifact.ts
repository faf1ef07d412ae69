import type { Queryable } from "#server/db.ts";

export interface FoundArtifact {
  mediaType: string;
  /** Bytes; null for a payload, whose size no row holds. */
  size: number | null;
}

/** What a run of the workspace knows under a hash: an artifact that a task made, or a payload too large for its row. */
export async function findArtifact(
  db: Queryable,
  workspaceId: string,
  runId: number,
  hash: string,
): Promise<FoundArtifact | null> {
  const { rows } = await db.query<FoundArtifact>({
    name: "find_artifact",
    text: `
      with r as (select id, input_hash from run where id = $1 and workspace_id = $2)
      select * from (
        select a.media_type as "mediaType", a.size from artifact a join r on a.run_id = r.id where a.hash = $3
        union all
        select 'application/json', null from r where r.input_hash = $3
        union all
        select 'application/json', null from task t join r on t.run_id = r.id where t.input_hash = $3 or t.output_hash = $3
        union all
        select 'application/json', null from attempt a join r on a.run_id = r.id where a.output_hash = $3
      ) found
      limit 1`,
    values: [runId, workspaceId, hash],
  });
  return rows[0] ?? null;
}
