import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";
import { checkCode } from "#server/workflows/check-code.ts";

const KEPT = 2_000;
/** By source: an autosaved draft is checked over and over, and its code seldom changes. */
const checked = new Map<string, Promise<CodeProblem | null>>();

function check(source: string): Promise<CodeProblem | null> {
  const known = checked.get(source);
  if (known) return known;
  const checking = checkCode(source);
  checking.catch(() => checked.delete(source));
  checked.set(source, checking);
  const [oldest] = checked.keys();
  if (checked.size > KEPT && oldest !== undefined) checked.delete(oldest);
  return checking;
}

/** The code stages of a definition whose code cannot be run, each with line and column. */
export async function codeProblems(definition: Definition): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [index, { id, kind, config }] of definition.stages.entries()) {
    if (kind !== "code" || typeof config.source !== "string" || config.source === "") continue;
    const problem = await check(config.source);
    if (!problem) continue;
    const message = `Stage ${id}: source: ${problem.message} (line ${problem.line}, column ${problem.column})`;
    problems.push({ code: "code_syntax", message, path: ["stages", index, "config", "source"], stageId: id });
  }
  return problems;
}
