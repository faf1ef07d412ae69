import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { WorkflowName } from "#core/workflow-name.ts";

export const workflowConfig = z.strictObject({
  workflow: WorkflowName.describe("The workflow whose latest version is run"),
  input: z
    .unknown()
    .optional()
    .describe("The input of the run: JSON with expressions in it; the stage's input without it"),
  itemId: Expression.optional().describe("Instead of the item that the workflow finds in its input"),
  onFailure: z
    .enum(["fail", "continue"])
    .default("fail")
    .describe("Whether the stage fails when the run does not complete, or says so in its output"),
});
export type WorkflowConfig = z.infer<typeof workflowConfig>;
