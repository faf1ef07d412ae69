import type { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { Prisma } from "#server/db.ts";
import { toJson } from "#server/json.ts";
import { contentHash } from "#server/workflows/content-hash.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";
import { fullProblemsOf } from "#server/workflows/full-problems.ts";

interface Save {
  name: string;
  /** The revision that the changes started from. */
  revision: number;
  definition: Definition;
}

/** Saves a draft, which may be broken in sense. Refuses when somebody else has saved since. */
export async function saveDraft(
  db: Prisma,
  workspaceId: string,
  { name, revision, definition }: Save,
): Promise<{ revision: number; problems: Problem[] }> {
  if (definition.name !== name)
    throw new DomainError("bad_input", `definition.name: must stay ${name}`, { field: "definition.name" });
  const { count } = await db.workflow.updateMany({
    where: { workspaceId, name, revision, archivedAt: null },
    data: {
      draft: toJson(definition),
      draftHash: contentHash(definition),
      title: definition.title,
      revision: revision + 1,
    },
  });
  if (count === 0) throw await refusal(db, workspaceId, name, revision);
  return { revision: revision + 1, problems: await fullProblemsOf(db, workspaceId, definition) };
}

async function refusal(db: Prisma, workspaceId: string, name: string, revision: number): Promise<DomainError> {
  const stored = await findWorkflow(db, workspaceId, name);
  if (stored.archivedAt) return new DomainError("conflict", `Workflow ${name} is archived; restore it to change it`);
  return new DomainError(
    "conflict",
    `Workflow ${name} was changed meanwhile: revision ${stored.revision} is stored, not ${revision}`,
    {
      field: "revision",
    },
  );
}
