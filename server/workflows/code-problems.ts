import { createHash } from "node:crypto";
import { functionsModule, functionsUsedBy } from "#core/code-modules.ts";
import type { Definition, Stage } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import type { LinkedCode } from "#server/code/link-code.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";
import { type Importable, importableBy, NOTHING_PUBLISHED } from "#server/functions/importable.ts";
import { checkCode } from "#server/workflows/check-code.ts";

const KEPT = 2_000;
/** By its text and what it imports: an autosaved draft is checked over and over, and its code seldom changes. */
const checked = new Map<string, Promise<CodeProblem | null>>();

function check(code: LinkedCode): Promise<CodeProblem | null> {
  const key = createHash("sha256").update(JSON.stringify(code)).digest("base64");
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
async function functionsProblem({ functions }: Definition, published: Importable): Promise<Problem | null> {
  const problem = functions
    ? await check({ source: functions, isModule: true, ...importableBy([functions], published) })
    : null;
  return problem && { code: "code_syntax", message: `functions: ${placed(problem)}`, path: ["functions"] };
}

/**
 * The stages of a definition whose code, or whose check's code, cannot be run, each with line and column. `published` says
 * what the workspace has of the functions that they name.
 */
export async function codeProblems(
  definition: Definition,
  published: Importable = NOTHING_PUBLISHED,
): Promise<Problem[]> {
  const broken = await functionsProblem(definition, published);
  const problems: Problem[] = broken ? [broken] : [];
  for (const [index, stage] of definition.stages.entries())
    for (const { under, source } of sourcesOf(stage)) {
      if (typeof source !== "string" || source === "") continue;
      const functions = functionsUsedBy({ config: { source } }, definition.functions);
      // Functions that are broken themselves are named once.
      if (functions !== undefined && broken) continue;
      const { modules, refusals } = importableBy([source, functions ?? ""], published);
      const problem = await check({ source, modules: { ...modules, ...functionsModule(functions) }, refusals });
      if (!problem) continue;
      const field = under === "check" ? "check.source" : "source";
      const message = `Stage ${stage.id}: ${field}: ${placed(problem)}`;
      problems.push({ code: "code_syntax", message, path: ["stages", index, under, "source"], stageId: stage.id });
    }
  return problems;
}
