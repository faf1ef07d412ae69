import { DomainError } from "#core/errors.ts";
import type { Prisma } from "#server/db.ts";
import { publishRows } from "#server/engine/publish-rows.ts";
import { toJson } from "#server/json.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";
import { fullProblemsOf } from "#server/workflows/full-problems.ts";

/** Thousands of stages and dependencies take a while to insert. */
const TRANSACTION_MS = 30_000;

interface Publication {
  name: string;
  /** The revision of the draft that the publisher has seen. */
  revision: number;
  publishedBy: string;
}

/** Makes the draft a version that never changes again. The same content as the latest version is that version. */
export async function publishVersion(
  db: Prisma,
  workspaceId: string,
  asked: Publication,
): Promise<{ version: number }> {
  const seen = await findWorkflow(db, workspaceId, asked.name);
  const problems = await fullProblemsOf(db, workspaceId, seen.draft);
  const [first] = problems;
  if (first) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    throw new DomainError("bad_input", `${first.message}${more}`, {
      field: ["definition", ...first.path].join("."),
      problems,
    });
  }
  const rows = publishRows(seen.draft);
  return await db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select from workflow where id = ${seen.id}::uuid for update`;
      const { id, draft, draftHash, revision, latestVersion, archivedAt } = await findWorkflow(
        tx,
        workspaceId,
        asked.name,
      );
      if (archivedAt) throw new DomainError("conflict", `Workflow ${asked.name} is archived; restore it to publish it`);
      if (revision !== asked.revision || revision !== seen.revision)
        throw new DomainError(
          "conflict",
          `Workflow ${asked.name} was changed meanwhile: revision ${revision} is stored, not ${asked.revision}`,
          {
            field: "revision",
          },
        );
      if (latestVersion !== null) {
        const latest = await tx.version.findUnique({
          where: { workflowId_number: { workflowId: id, number: latestVersion } },
          select: { hash: true },
        });
        if (latest?.hash === draftHash) return { version: latestVersion };
      }
      const version = (latestVersion ?? 0) + 1;
      const { id: versionId } = await tx.version.create({
        data: {
          workflowId: id,
          number: version,
          definition: toJson(draft),
          hash: draftHash,
          publishedBy: asked.publishedBy,
          ...rows.version,
        },
        select: { id: true },
      });
      await tx.stageRow.createMany({ data: rows.stages.map((row) => ({ versionId, ...row })) });
      await tx.dependencyRow.createMany({ data: rows.dependencies.map((row) => ({ versionId, ...row })) });
      await tx.workflow.update({ where: { id }, data: { latestVersion: version } });
      return { version };
    },
    { timeout: TRANSACTION_MS },
  );
}
