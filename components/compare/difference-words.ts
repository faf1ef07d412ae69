import { DIFFERENCE_LOOK } from "#components/compare/difference-look.ts";
import type { Difference } from "#core/compare-runs.ts";
import type { ComparedStage, RunComparison } from "#core/comparison-views.ts";
import type { Definition } from "#core/definition.ts";

/** How people call a stage that at least one of the runs has. */
export function titleOf(stageId: string, { first, second }: Record<"first" | "second", { definition: Definition }>) {
  const named = [second, first].flatMap(({ definition }) => definition.stages.filter(({ id }) => id === stageId));
  return named[0]?.title || stageId;
}

/** `Code, output`, or `Same`. */
export function differenceText(differs: readonly Difference[]): string {
  if (differs.length === 0) return DIFFERENCE_LOOK.none.label;
  const text = differs.map((difference) => DIFFERENCE_LOOK[difference].label.toLowerCase()).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const REASONS: Record<Difference, string> = {
  only_in_first: "only the first run has it",
  only_in_second: "only the second run has it",
  code: "its code changed",
  input: "it was given another input",
  decision: "people decided otherwise",
  status: "it ended otherwise",
  output: "its output differs, though nothing is known that this comes from",
  cache: "its output was made in one run and known in the other",
  time: "it took much longer in one run",
};

/** Why a stage went another way, as far as it can be told: `its code changed`. */
export function reasonOf({ differs: [difference], subtasks }: Pick<ComparedStage, "differs" | "subtasks">): string {
  if (difference === undefined) return "nothing differs";
  if (difference !== "output" || !subtasks?.differing) return REASONS[difference];
  return subtasks.differing === 1 ? "1 subtask of it differs" : `${subtasks.differing} of its subtasks differ`;
}

/** What is to be said of two runs that do not part at a stage. */
export function agreement({ stages, hasOtherInput }: Pick<RunComparison, "stages" | "hasOtherInput">): string {
  const differing = new Set(stages.flatMap(({ differs }) => differs));
  if (differing.size > 0) return `All stages came to the same. What differs on the way: ${[...differing].join(", ")}.`;
  return hasOtherInput
    ? "They were given different input, and came to the same."
    : "Each stage came to the same in both.";
}
