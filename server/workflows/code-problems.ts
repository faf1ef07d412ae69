import { functionsUsedBy } from "#core/code-modules.ts";
import type { Definition, Stage } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import type { LinkedCode } from "#server/code/link-code.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";
import { checkCode } from "#server/workflows/check-code.ts";

const KEPT = 2_000;
/** By its text and what it imports: an autosaved draft is checked over and over, and its code seldom changes. */
const checked = new Map<string, Promise<CodeProblem | null>>();

function check(code: LinkedCode): Promise<CodeProblem | null> {
  const key = JSON.stringify(code);
  const known = checked.get(key);
  if (known) return known;
  const checking = checkCode(code);
  checking.catch(() => checked.delete(key));
  checked.set(key, checking);
  const [oldest] = checked.keys();
  if (checked.size > KEPT && oldest !== undefined) checked.delete(oldest);
  return checking;
}

/** The code of a stage, by the part of the stage that holds it: its own, and that of its check. */
const sourcesOf = ({ kind, config, check: judge }: Stage): { under: "config" | "check"; source: unknown }[] => [
  ...(kind === "code" ? [{ under: "config" as const, source: config.source }] : []),
  ...(judge ? [{ under: "check" as const, source: judge.source }] : []),
];

const placed = ({ message, line, column }: CodeProblem): string => `${message} (line ${line}, column ${column})`;

/** What keeps the workflow's functions from being imported. */
async function functionsProblem({ functions }: Definition): Promise<Problem | null> {
  const problem = functions ? await check({ source: functions, isModule: true }) : null;
  return problem && { code: "code_syntax", message: `functions: ${placed(problem)}`, path: ["functions"] };
}

/** The stages of a definition whose code, or whose check's code, cannot be run, each with line and column. */
export async function codeProblems(definition: Definition): Promise<Problem[]> {
  const broken = await functionsProblem(definition);
  const problems: Problem[] = broken ? [broken] : [];
  for (const [index, stage] of definition.stages.entries())
    for (const { under, source } of sourcesOf(stage)) {
      if (typeof source !== "string" || source === "") continue;
      const functions = functionsUsedBy({ config: { source } }, definition.functions);
      // Functions that are broken themselves are named once.
      if (functions !== undefined && broken) continue;
      const problem = await check({ source, functions });
      if (!problem) continue;
      const field = under === "check" ? "check.source" : "source";
      const message = `Stage ${stage.id}: ${field}: ${placed(problem)}`;
      problems.push({ code: "code_syntax", message, path: ["stages", index, under, "source"], stageId: stage.id });
    }
  return problems;
}
