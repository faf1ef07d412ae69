import type { Queryable } from "#server/db.ts";
import type { FoundArtifact } from "#server/runs/find-artifact.ts";

/** How many of the newest runs are looked through: what is pinned comes from one of them. */
const RUNS = 200;

/** A file of one of the newest runs of a workflow. */
export async function findRecentArtifact(
  db: Queryable,
  { workspaceId, workflowName, hash }: { workspaceId: string; workflowName: string; hash: string },
): Promise<FoundArtifact | null> {
  const { rows } = await db.query<FoundArtifact>(
    `select a.media_type as "mediaType", a.size
     from (
       select run.id from run
       join workflow w on w.id = run.workflow_id
       where w.workspace_id = $1 and w.name = $2
       order by run.id desc
       limit ${RUNS}
     ) r
     join artifact a on a.run_id = r.id
     where a.hash = $3
     limit 1`,
    [workspaceId, workflowName, hash],
  );
  return rows[0] ?? null;
}
