import type { UsageSum } from "#core/llm-usage.ts";
import type { Queryable } from "#server/db.ts";
import { requireRun } from "#server/runs/require-run.ts";

/** What all attempts of a run's `llm` stages have used; null when there is none. A cost that is not known is left out of the sum. */
export async function sumUsage(db: Queryable, workspaceId: string, runId: number): Promise<UsageSum | null> {
  await requireRun(db, workspaceId, runId);
  const { rows } = await db.query<UsageSum>({
    name: "sum_llm_usage",
    text: `
      select sum(requests)::int as requests, sum(input_tokens)::float8 as "inputTokens",
             sum(output_tokens)::float8 as "outputTokens", sum(cost) as cost
      from llm_usage
      where run_id = $1
      having count(*) > 0`,
    values: [runId],
  });
  return rows[0] ?? null;
}
