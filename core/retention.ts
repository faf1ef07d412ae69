import { z } from "zod";

/** Stands for the workspace where a workflow is named: what holds for all workflows without a retention of their own. */
export const ALL_WORKFLOWS = "*";

/** How long ended runs are kept. Without a limit they are kept. */
export const Retention = z.object({
  keepDays: z.int().min(1).max(36_500).optional().describe("So many days after their end"),
  keepRuns: z.int().min(1).max(100_000_000).optional().describe("So many of the newest"),
});
export type Retention = z.infer<typeof Retention>;

/** The retention of a workflow, or of the workspace (`*`). */
export interface RetentionView extends Retention {
  workflow: string;
  changedBy: string;
  changedAt: string;
}

/** What would go of the runs that are there. */
export interface RetentionPreview {
  /** Runs that have ended. */
  ended: number;
  goes: number;
  /** Would go, but something needs them still. */
  needed: number;
  /** About so many bytes of the database go with them. */
  bytes: number;
}
