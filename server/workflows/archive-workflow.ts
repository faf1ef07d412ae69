import type { Prisma } from "#server/db.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

/** Takes a workflow out of the list, or puts it back. An archived one keeps its runs and starts no new ones. */
export async function setArchived(
  db: Prisma,
  workspaceId: string,
  name: string,
  archivedAt: Date | null,
): Promise<{ name: string }> {
  const { count } = await db.workflow.updateMany({ where: { workspaceId, name }, data: { archivedAt } });
  if (count === 0) throw unknownWorkflow(name);
  return { name };
}
