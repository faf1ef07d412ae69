import { z } from "zod";

/** Which kept outputs are meant; all of the workspace when nothing is named. */
export const CacheFilter = z.object({
  workflow: z.string().max(100).optional(),
  stage: z.string().max(100).optional(),
  olderThanMs: z.int().min(0).max(315_360_000_000).optional().describe("Kept for at least so long"),
  minBytes: z.int().min(0).optional(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{1,64}$/, "is the beginning of an input hash: up to 64 of 0–9 and a–f")
    .optional(),
});
export type CacheFilter = z.infer<typeof CacheFilter>;

/** The conditions on `cache_entry e` that a filter names; their values are added to `values`, of which $1 is the workspace. */
export function conditionsOf(filter: CacheFilter, values: unknown[]): string {
  const conditions = ["e.workspace_id = $1"];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === "") return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  where(
    (name) => `e.workflow_id = (select id from workflow where workspace_id = $1 and name = ${name})`,
    filter.workflow,
  );
  where((stage) => `e.stage_id = ${stage}`, filter.stage);
  where((ms) => `e.created_at <= now() - ${ms}::bigint * interval '1 millisecond'`, filter.olderThanMs);
  where((bytes) => `e.size >= ${bytes}`, filter.minBytes);
  where((hash) => `starts_with(e.input_digest, ${hash})`, filter.hash);
  return conditions.join(" and ");
}
