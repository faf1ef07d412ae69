import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import { targetsOf } from "#core/targets-of.ts";
import type { Prisma } from "#server/db.ts";

/** The workflows that a definition names and that cannot be started: unknown, archived or not published yet. */
export async function targetProblems(
  db: Pick<Prisma, "workflow">,
  workspaceId: string,
  definition: Definition,
): Promise<Problem[]> {
  // It may name itself before it is published for the first time.
  const targets = targetsOf(definition).filter(({ workflow }) => workflow !== definition.name);
  if (targets.length === 0) return [];
  const found = await db.workflow.findMany({
    where: { workspaceId, name: { in: [...new Set(targets.map(({ workflow }) => workflow))] } },
    select: { name: true, latestVersion: true, archivedAt: true },
  });
  const known = new Map(found.map((row) => [row.name, row]));
  return targets.flatMap(({ workflow, path, stageId }) => {
    const row = known.get(workflow);
    const why = !row
      ? `there is no workflow ${workflow}`
      : row.archivedAt
        ? `workflow ${workflow} is archived`
        : row.latestVersion === null
          ? `workflow ${workflow} has not been published yet`
          : null;
    if (!why) return [];
    const field = (stageId ? path.slice(2) : path).join(".");
    const where = stageId ? `Stage ${stageId}: ${field}` : field;
    return [{ code: "unknown_workflow" as const, message: `${where}: ${why}`, path, ...(stageId && { stageId }) }];
  });
}
