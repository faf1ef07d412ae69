import { type AttemptUsage, usageWords } from "#core/llm-usage.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";

/** A stage that runs alone has no run whose figures could move: its log says what the model has used. */
export async function logUsage(attempt: Pick<AttemptContext, "log">, usage: AttemptUsage): Promise<void> {
  attempt.log("info", `${usage.model}: ${usageWords(usage)}`);
}
