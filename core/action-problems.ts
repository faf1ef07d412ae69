import { z } from "zod";
import { type Action, BatchAction, MAX_ACTIONS } from "#core/action.ts";
import type { Definition } from "#core/definition.ts";
import { expressionsIn, isExpression } from "#core/expression.ts";
import { expressionProblem } from "#core/expression-syntax.ts";
import type { Problem } from "#core/problem.ts";

const SCHEMES = new Set(["http:", "https:"]);

function addressProblem(url: Action["url"]): string | null {
  if (isExpression(url)) return null;
  if (url.trim() === "") return "an address is needed";
  const parsed = URL.parse(url);
  return parsed && SCHEMES.has(parsed.protocol) ? null : "is not an http or https address";
}

function problemsIn(actions: readonly Action[] | undefined, under: (string | number)[], stageId?: string): Problem[] {
  return (actions ?? []).flatMap(({ url, eachSubtask }, index): Problem[] => {
    const of = (field: string, message: string): Problem => ({
      code: "config",
      message: `${stageId ? `Stage ${stageId}: ` : ""}actions.${index}.${field}: ${message}`,
      path: [...under, "actions", index, field],
      ...(stageId && { stageId }),
    });
    const address = addressProblem(url);
    return [
      ...(address ? [of("url", address)] : []),
      ...(eachSubtask && !stageId ? [of("eachSubtask", "a workflow has no subtasks")] : []),
    ];
  });
}

/** What is wrong with the actions of a definition, their expressions left out. */
export const actionProblems = (definition: Definition): Problem[] => [
  ...problemsIn(definition.actions, []),
  ...definition.stages.flatMap(({ actions, id }, index) => problemsIn(actions, ["stages", index], id)),
];

/** The actions of a batch, as they come with its submission: nobody checks their expressions later. */
export const BatchActions = z
  .array(BatchAction)
  .max(MAX_ACTIONS)
  .superRefine((actions, context) => {
    for (const { path, source } of expressionsIn(actions)) {
      const message = expressionProblem(source);
      if (message) context.addIssue({ code: "custom", path, message });
    }
  });
