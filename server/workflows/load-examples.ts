import type { Definition } from "#core/definition.ts";
import type { Prisma } from "#server/db.ts";
import { contentHash } from "#server/workflows/content-hash.ts";
import { insertWorkflow } from "#server/workflows/create-workflow.ts";
import { publishVersion } from "#server/workflows/publish-version.ts";
import { EXAMPLES, readExample } from "#server/workflows/read-example.ts";
import { serviceProblems } from "#server/workflows/service-problems.ts";

/**
 * Puts the examples into a workspace, each with a draft and version 1; one that calls a service which the workspace does not
 * have stays a draft. What has the name of an example already is left as it is, so it may be called again; it only
 * completes a loading that was interrupted before publishing.
 */
export async function loadExamples(db: Prisma, workspaceId: string, publishedBy: string): Promise<void> {
  for (const folder of EXAMPLES) await loadExample(db, workspaceId, publishedBy, readExample(folder));
}

/** Loads the examples that a workspace misses because its loading failed, or because a newer Heddle brings them. */
export async function loadMissingExamples(db: Prisma): Promise<void> {
  const owner = {
    where: { role: "owner" },
    orderBy: { createdAt: "asc" },
    select: { user: { select: { email: true } } },
  } as const;
  const workspaces = await db.organization.findMany({ select: { id: true, members: { ...owner, take: 1 } } });
  for (const { id, members } of workspaces) await loadExamples(db, id, members[0]?.user.email ?? "Heddle");
}

async function loadExample(db: Prisma, workspaceId: string, publishedBy: string, example: Definition): Promise<void> {
  const { name } = example;
  const where = { workspaceId_name: { workspaceId, name } };
  const select = { revision: true, draftHash: true, latestVersion: true, archivedAt: true } as const;
  if (!(await db.workflow.findUnique({ where, select }))) await insertWorkflow(db, workspaceId, example);
  const { revision, draftHash, latestVersion, archivedAt } = await db.workflow.findUniqueOrThrow({ where, select });
  const isUntouched = latestVersion === null && archivedAt === null && draftHash === contentHash(example);
  if (!isUntouched || (await serviceProblems(db, workspaceId, example)).length > 0) return;
  await publishVersion(db, workspaceId, { name, revision, publishedBy });
}
