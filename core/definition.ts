import { z } from "zod";
import { Actions } from "#core/action.ts";
import { CachePolicy } from "#core/cache-policy.ts";
import { ChangeRequests } from "#core/change-request.ts";
import { Check } from "#core/check.ts";
import { Expression } from "#core/expression.ts";
import { StageKind } from "#core/kinds/registry.ts";
import { DedupeRule, MetadataTemplate } from "#core/metadata.ts";
import { Priority } from "#core/priority.ts";
import { StageRules } from "#core/rule.ts";
import { Spawns } from "#core/spawn.ts";
import { WorkerTag } from "#core/worker-tag.ts";
import { WorkflowName } from "#core/workflow-name.ts";

export const MAX_STAGES = 5_000;

export const StageId = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, "starts with a letter and holds letters, digits and _ only (64 at most)");

export const RetryPolicy = z.strictObject({
  maxAttempts: z.int().min(1).max(100).default(1),
  backoffMs: z.int().min(0).max(86_400_000).default(1_000),
  factor: z.number().min(1).max(10).default(2),
  maxBackoffMs: z.int().min(0).max(86_400_000).default(300_000),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export const ForEach = z.strictObject({
  items: Expression,
  concurrency: z.int().min(1).max(10_000).optional(),
  onFailure: z.enum(["fail", "continue"]).default("fail"),
});
export type ForEach = z.infer<typeof ForEach>;

export const Stage = z.strictObject({
  id: StageId,
  kind: StageKind,
  title: z.string().max(200).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
  /** JSON with expressions in it; without it the stage gets the run's input, or `{ item }` in a fan-out. */
  input: z.unknown().optional(),
  forEach: ForEach.optional(),
  retry: RetryPolicy.optional(),
  /** Judges each output: rejected ones are made anew with feedback, while the retry budget lasts. */
  check: Check.optional(),
  cache: CachePolicy.optional().describe(
    "Finds its output again by its input hash; without it each task does its work",
  ),
  timeoutMs: z
    .int()
    .min(10)
    .max(86_400_000)
    .default(60_000)
    .describe("For one attempt while it is at work: what is suspended meanwhile does not count"),
  allowFailure: z.boolean().default(false),
  actions: Actions.optional(),
  priority: Priority.optional().describe("Added to the run's: what has more is claimed first"),
  workerTag: WorkerTag.optional().describe("Only workers with this tag take its tasks; without it, the workflow's"),
  spawns: Spawns.optional(),
  barrier: z
    .boolean()
    .optional()
    .describe("Goes on although nothing waits for it any more, where dead ends are canceled"),
  rules: StageRules.optional().describe("Limits on what may run together with it; all must hold"),
  expectedCount: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe("How much work a task of it is, where metadata and item do not say: capacity rules count it"),
  /** Where the node stands on the canvas; not part of the content hash. */
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
});
export type Stage = z.infer<typeof Stage>;

export const Dependency = z.strictObject({
  from: z.string(),
  to: z.string(),
  requiresSuccess: z.boolean().default(true),
  when: Expression.optional(),
});
export type Dependency = z.infer<typeof Dependency>;

/** The whole definition of a workflow (DESIGN 3). Parsing it proves its shape; `problemsOf` proves its sense. */
export const Definition = z.strictObject({
  heddle: z.literal(1),
  name: WorkflowName,
  title: z.string().max(200).default(""),
  description: z.string().max(5_000).optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  itemId: Expression.optional(),
  metadata: MetadataTemplate.optional().describe(
    "What rules and dedupe compare: plain values, or expressions over input and item",
  ),
  dedupe: z.array(DedupeRule).max(10).optional().describe("When a start is answered with a run that is there instead"),
  functions: z
    .string()
    .max(512 * 1024)
    .optional()
    .describe("JavaScript or TypeScript whose exports the code of any stage may import from workflow/functions"),
  stages: z.array(Stage).max(MAX_STAGES),
  dependencies: z.array(Dependency).max(20_000).default([]),
  workerTag: WorkerTag.optional().describe("The tag of stages that name none of their own"),
  changeRequests: ChangeRequests.optional().describe("Which stages a kind of change does over in an update run"),
  actions: Actions.optional(),
  spawns: Spawns.optional(),
  cancelDeadEnds: z
    .boolean()
    .optional()
    .describe("Cancels a stage that has not ended once all stages that depend on it have, and so on upward"),
});
export type Definition = z.infer<typeof Definition>;
