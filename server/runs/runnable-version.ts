import type { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";
import { versionDefinition } from "#server/version-cache.ts";

/** What a start needs to know of a version. */
export interface RunnableVersion extends Pick<Definition, "input" | "itemId" | "metadata" | "dedupe"> {
  workflowId: string;
  versionId: string;
}

/** The version that a start runs: the one asked for, else the latest. Refuses what is unknown, unpublished or archived. */
export async function runnableVersion(
  db: Queryable,
  workspaceId: string,
  { workflow, version }: { workflow: string; version?: number | undefined },
): Promise<RunnableVersion> {
  const { rows } = await db.query<{
    workflowId: string;
    archived: boolean;
    latest: number | null;
    versionId: string | null;
  }>({
    name: "runnable_version",
    text: `
      select w.id as "workflowId", w.archived_at is not null as archived, w.latest_version as latest, v.id as "versionId"
      from workflow w
      left join version v on v.workflow_id = w.id and v.number = coalesce($3, w.latest_version)
      where w.workspace_id = $1 and w.name = $2`,
    values: [workspaceId, workflow, version ?? null],
  });
  const [row] = rows;
  if (!row) throw new DomainError("not_found", `There is no workflow ${workflow}`, { field: "workflow" });
  if (row.archived)
    throw new DomainError("conflict", `Workflow ${workflow} is archived; restore it to run it`, { field: "workflow" });
  if (row.latest === null)
    throw new DomainError("conflict", `Workflow ${workflow} has not been published yet`, { field: "workflow" });
  if (row.versionId === null)
    throw new DomainError("not_found", `Workflow ${workflow} has no version ${version}`, { field: "version" });
  const { input, itemId, metadata, dedupe } = await versionDefinition(db, row.versionId);
  return { workflowId: row.workflowId, versionId: row.versionId, input, itemId, metadata, dedupe };
}
