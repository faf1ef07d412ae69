import type { CustomStage } from "#core/custom-stages.ts";
import type { Prisma } from "#server/db.ts";

/** The operator's stages that the workers have loaded, by title. */
export async function listCustomStages(db: Pick<Prisma, "customStageRow">): Promise<CustomStage[]> {
  const rows = await db.customStageRow.findMany({
    select: { name: true, title: true, description: true, input: true, output: true, config: true },
    orderBy: [{ title: "asc" }, { name: "asc" }],
  });
  // They were written from JSON Schemas, which are objects.
  return rows as CustomStage[];
}
