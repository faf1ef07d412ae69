import { z } from "zod";

export const RULE_TYPES = ["concurrency", "capacity"] as const;
export type RuleType = (typeof RULE_TYPES)[number];

/** The name of a metadata field; `item.<name>` reads the item of a subtask. */
export const FieldName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/,
    "starts with a letter and holds letters, digits and . _ - only (100 at most)",
  );

const shape = {
  type: z
    .enum(RULE_TYPES)
    .describe("concurrency: so many tasks at once. capacity: so much outstanding work at once (expectedCount)"),
  kind: z.string().min(1).max(100).optional().describe("Only stages of this kind"),
  workflow: z.string().min(1).max(100).optional().describe("Only tasks of this workflow"),
  stage: z.string().min(1).max(64).optional().describe("Only stages with this id"),
  fields: z
    .array(FieldName)
    .max(10)
    .default([])
    .describe("Metadata fields: tasks with equal values share the limit; without them all do. A missing field blocks"),
  max: z.int().min(0).max(1_000_000_000).describe("The limit; 0 lets nothing start"),
};

/**
 * A limit on what may run together (DESIGN 1), as a stage declares it. One that names neither kind, workflow nor stage is
 * about that stage alone; equal ones share their limit, wherever they stand.
 */
export const StageRule = z.strictObject(shape);
export type StageRule = z.infer<typeof StageRule>;

export const StageRules = z.array(StageRule).max(20);

/** The same for a whole workspace: it holds for every task that it matches. */
export const NewRule = z.object(shape);
export type NewRule = z.infer<typeof NewRule>;
