import type { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Prisma } from "#server/db.ts";
import { toJson } from "#server/json.ts";
import { contentHash } from "#server/workflows/content-hash.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";

/** Stores a new workflow with this draft; refuses a name that is taken. */
export async function insertWorkflow(
  db: Pick<Prisma, "workflow">,
  workspaceId: string,
  draft: Definition,
): Promise<{ name: string }> {
  const { name, title } = draft;
  const { count } = await db.workflow.createMany({
    data: [{ workspaceId, name, title, draft: toJson(draft), draftHash: contentHash(draft) }],
    skipDuplicates: true,
  });
  if (count === 0) throw new DomainError("conflict", `There is a workflow ${name} already`, { field: "name" });
  return { name };
}

export const createWorkflow = (db: Prisma, workspaceId: string, { name, title }: { name: string; title: string }) =>
  insertWorkflow(db, workspaceId, { heddle: 1, name, title, stages: [], dependencies: [] });

/** A new workflow that starts with the draft of another. */
export async function duplicateWorkflow(
  db: Prisma,
  workspaceId: string,
  name: string,
  newName: string,
): Promise<{ name: string }> {
  const { draft } = await findWorkflow(db, workspaceId, name);
  const title = draft.title ? `${draft.title} (copy)`.slice(0, 200) : "";
  return await insertWorkflow(db, workspaceId, { ...draft, name: newName, title });
}
