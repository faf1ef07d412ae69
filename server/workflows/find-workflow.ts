import { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Prisma } from "#server/db.ts";

export interface StoredWorkflow {
  id: string;
  name: string;
  title: string;
  draft: Definition;
  draftHash: string;
  revision: number;
  latestVersion: number | null;
  archivedAt: Date | null;
}

/** The workflow of that name in the workspace; refuses an unknown one. */
export async function findWorkflow(
  db: Pick<Prisma, "workflow">,
  workspaceId: string,
  name: string,
): Promise<StoredWorkflow> {
  const row = await db.workflow.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  if (!row) throw unknownWorkflow(name);
  return { ...row, draft: Definition.parse(row.draft) };
}

export const unknownWorkflow = (name: string) =>
  new DomainError("not_found", `There is no workflow ${name}`, { field: "name" });
