import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

/** What only the server finds, and the browser keeps showing until its place is changed. */
const FROM_THE_SERVER: ReadonlySet<Problem["code"]> = new Set(["code_syntax", "unknown_workflow", "unknown_service"]);

/** Whether the browser finds such a problem by itself. */
export const isFoundHere = ({ code }: Problem): boolean => !FROM_THE_SERVER.has(code);

type Path = readonly (string | number)[];

/** The problems of the draft as it is now: what the browser finds, and of what the server found what it alone can find. */
export function mergeProblems(
  found: readonly Problem[],
  fromServer: readonly Problem[],
  saved: Definition,
  now: Definition,
): Problem[] {
  const stillThere = fromServer.flatMap((problem) => {
    if (!FROM_THE_SERVER.has(problem.code)) return [];
    if (problem.stageId === undefined) {
      const part = problem.path[0] === "functions" ? "functions" : "spawns";
      return saved[part] === now[part] ? [problem] : [];
    }
    const index = now.stages.findIndex(({ id }) => id === problem.stageId);
    const before = saved.stages.find(({ id }) => id === problem.stageId);
    const [, , place] = problem.path;
    const part = place === "check" || place === "spawns" ? place : "config";
    if (index < 0 || before?.[part] !== now.stages[index]?.[part]) return [];
    return [{ ...problem, path: ["stages", index, ...problem.path.slice(2)] }];
  });
  return [...found, ...stillThere];
}

/** How many problems each stage has, for its node. */
export function countByStage(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stageId } of problems) if (stageId) counts.set(stageId, (counts.get(stageId) ?? 0) + 1);
  return counts;
}

/** The problems at a place of the definition or below it. */
export const problemsAt = (problems: readonly Problem[], path: Path): Problem[] =>
  problems.filter((problem) => path.every((part, index) => problem.path[index] === part));

/** The line of code that a problem names, counted from 1. */
export function lineOf({ message }: Problem): number | null {
  const line = /\bline (\d+)/.exec(message)?.[1];
  return line ? Number(line) : null;
}
