import type { WorkflowView } from "#core/views.ts";
import type { Prisma } from "#server/db.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";
import { fullProblemsOf } from "#server/workflows/full-problems.ts";

/** A workflow with its draft and what is wrong with it. */
export async function getWorkflow(db: Prisma, workspaceId: string, name: string): Promise<WorkflowView> {
  const { id, title, draft, draftHash, revision, latestVersion, archivedAt } = await findWorkflow(
    db,
    workspaceId,
    name,
  );
  const latest =
    latestVersion === null
      ? null
      : await db.version.findUnique({
          where: { workflowId_number: { workflowId: id, number: latestVersion } },
          select: { hash: true },
        });
  return {
    id,
    name,
    title,
    draft,
    revision,
    problems: await fullProblemsOf(db, workspaceId, draft),
    publishedVersion: latestVersion,
    hasUnpublishedChanges: latest?.hash !== draftHash,
    archivedAt: archivedAt?.toISOString() ?? null,
  };
}
