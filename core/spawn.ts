import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { Priority } from "#core/priority.ts";
import { WorkflowName } from "#core/workflow-name.ts";

export const MAX_SPAWNS = 20;
/** How many runs one follow-up may start. */
export const MAX_FOLLOW_UPS = 10_000;
/** How many generations of runs may cause each other: a workflow that starts itself without end stops here. */
export const MAX_GENERATIONS = 100;

const YEAR_MS = 366 * 86_400_000;

/** Runs of another workflow that a completed stage, or a completed run, starts (DESIGN 3). */
export const Spawn = z.strictObject({
  workflow: WorkflowName.describe("The workflow whose latest version is started"),
  when: Expression.optional().describe("Started only if this gives true"),
  forEach: Expression.optional().describe("A list: one run for each element, which `item` names"),
  input: z.unknown().optional().describe("The input of the run: JSON with expressions in it; `{}` without it"),
  itemId: Expression.optional().describe("Instead of the item that the workflow finds in its input"),
  delayMs: z.int().min(0).max(YEAR_MS).optional().describe("How long after the completion the run starts"),
  priority: Priority.optional().describe("The priority of the run"),
});
export type Spawn = z.infer<typeof Spawn>;

export const Spawns = z.array(Spawn).max(MAX_SPAWNS).describe("Follow-up runs, at most 20");
