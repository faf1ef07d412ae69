import { codeOf } from "#core/code-modules.ts";
import { customStageProblems } from "#core/custom-stages.ts";
import type { Definition } from "#core/definition.ts";
import { isCustom } from "#core/kinds/registry.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOf, readDefinition } from "#core/problems.ts";
import type { Prisma } from "#server/db.ts";
import { findImportable } from "#server/functions/importable.ts";
import { listCustomStages } from "#server/stages/list-custom-stages.ts";
import { codeProblems } from "#server/workflows/code-problems.ts";
import { serviceProblems } from "#server/workflows/service-problems.ts";
import { targetProblems } from "#server/workflows/target-problems.ts";

type Db = Pick<Prisma, "customStageRow" | "workflow" | "serviceRow" | "$queryRawUnsafe">;

/** What only the server knows: whether code can be read, which stages of the operator there are, which workflows and services. */
async function serverProblems(db: Db, workspaceId: string, definition: Definition): Promise<Problem[]> {
  const hasCustom = definition.stages.some(({ kind }) => isCustom(kind));
  const custom = hasCustom ? customStageProblems(definition, await listCustomStages(db)) : [];
  const code = definition.stages.flatMap((stage) => codeOf(stage, definition.functions));
  const published = await findImportable((sql, ...values) => db.$queryRawUnsafe(sql, ...values), workspaceId, [
    ...code,
    definition.functions ?? "",
  ]);
  return [
    ...custom,
    ...(await codeProblems(definition, published)),
    ...(await targetProblems(db, workspaceId, definition)),
    ...(await serviceProblems(db, workspaceId, definition)),
  ];
}

/** Everything that keeps a parsed definition from being published. */
export const fullProblemsOf = async (db: Db, workspaceId: string, definition: Definition): Promise<Problem[]> => [
  ...problemsOf(definition),
  ...(await serverProblems(db, workspaceId, definition)),
];

/** The same for untrusted JSON: problems of shape come alone. */
export async function checkDefinition(db: Db, workspaceId: string, json: unknown): Promise<Problem[]> {
  const { definition, problems } = readDefinition(json);
  return definition ? [...problems, ...(await serverProblems(db, workspaceId, definition))] : problems;
}
