import type { Definition, Stage } from "#core/definition.ts";
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

/** The code of a stage, by the part of the stage that holds it: its own, and that of its check. */
const sourcesOf = ({ kind, config, check: judge }: Stage): { under: "config" | "check"; source: unknown }[] => [
  ...(kind === "code" ? [{ under: "config" as const, source: config.source }] : []),
  ...(judge ? [{ under: "check" as const, source: judge.source }] : []),
];

/** The stages of a definition whose code, or whose check's code, cannot be run, each with line and column. */
export async function codeProblems(definition: Definition): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [index, stage] of definition.stages.entries())
    for (const { under, source } of sourcesOf(stage)) {
      if (typeof source !== "string" || source === "") continue;
      const problem = await check(source);
      if (!problem) continue;
      const field = under === "check" ? "check.source" : "source";
      const message = `Stage ${stage.id}: ${field}: ${problem.message} (line ${problem.line}, column ${problem.column})`;
      problems.push({ code: "code_syntax", message, path: ["stages", index, under, "source"], stageId: stage.id });
    }
  return problems;
}
