import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOf, readDefinition } from "#core/problems.ts";
import { codeProblems } from "#server/workflows/code-problems.ts";

/** Everything that keeps a parsed definition from being published, code syntax included. */
export const fullProblemsOf = async (definition: Definition): Promise<Problem[]> => [
  ...problemsOf(definition),
  ...(await codeProblems(definition)),
];

/** The same for untrusted JSON: problems of shape come alone. */
export async function checkDefinition(json: unknown): Promise<Problem[]> {
  const { definition, problems } = readDefinition(json);
  return definition ? [...problems, ...(await codeProblems(definition))] : problems;
}
