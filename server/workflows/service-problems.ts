import type { Definition } from "#core/definition.ts";
import { DEFAULT_LLM_SERVICE } from "#core/kinds/llm.ts";
import type { Problem } from "#core/problem.ts";
import type { Prisma } from "#server/db.ts";

/** The services that stages name and that the workspace does not have. */
export async function serviceProblems(
  db: Pick<Prisma, "serviceRow">,
  workspaceId: string,
  { stages }: Definition,
): Promise<Problem[]> {
  const named = stages.flatMap(({ id, kind, config }, index) => {
    const { service = kind === "llm" ? DEFAULT_LLM_SERVICE : undefined } = config;
    const calls = kind === "http" || kind === "llm";
    return calls && typeof service === "string" ? [{ stageId: id, index, service, kind }] : [];
  });
  if (named.length === 0) return [];
  const found = await db.serviceRow.findMany({
    where: { workspaceId, name: { in: [...new Set(named.map(({ service }) => service))] } },
    select: { name: true },
  });
  const known = new Set(found.map(({ name }) => name));
  return named
    .filter(({ service }) => !known.has(service))
    .map(({ stageId, index, service, kind }) => ({
      code: "unknown_service",
      message: `Stage ${stageId}: config.service: there is no service ${service}; an editor adds it in the settings${kind === "llm" ? ", with the base URL of an OpenAI-compatible endpoint and its key" : ""}`,
      path: ["stages", index, "config", "service"],
      stageId,
    }));
}
