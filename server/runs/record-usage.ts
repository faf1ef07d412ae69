import type { AttemptUsage } from "#core/llm-usage.ts";
import type { Queryable } from "#server/db.ts";

interface UsedByAttempt extends AttemptUsage {
  runId: number;
  taskId: number;
  /** Whether the output is known: then what was written of it meanwhile is let go. */
  isDone: boolean;
}

/** Writes down what an attempt has used, whatever became of it: it was used, so the lease is not asked. */
export async function recordUsage(
  db: Queryable,
  { runId, taskId, attempt, model, requests, inputTokens, outputTokens, cost, isDone }: UsedByAttempt,
): Promise<void> {
  await db.query({
    name: "record_llm_usage",
    text: `
      with written as (
        delete from progress where task_id = $2 and $9
      )
      insert into llm_usage (run_id, task_id, attempt, model, requests, input_tokens, output_tokens, cost)
      select r.id, $2, $3, $4, $5, $6, $7, $8
      from run r
      where r.id = $1`,
    values: [runId, taskId, attempt, model, requests, inputTokens, outputTokens, cost, isDone],
  });
}
