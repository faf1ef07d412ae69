import { readDuration } from "#core/duration.ts";
import { reviewConfig } from "#core/kinds/review.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Handler } from "#worker/handlers/handler.ts";

/** Opens the gate: what the reviewer sees is fixed now. Without `details` it is the stage's input. */
export const review: Handler = async (config, input, attempt) => {
  attempt.begin();
  const { summary, details, form, assignees, onReject, due } = reviewConfig.parse(config);
  const seen = await attempt.evaluate({ summary, details: details ?? null });
  const { summary: text, details: shown } = seen as { summary: unknown; details: unknown };
  const request = {
    summary: typeof text === "string" ? text : JSON.stringify(text),
    details: details === undefined ? input : shown,
    form: form ?? null,
    assignees,
    onReject,
    ...(due !== undefined && { dueMs: Number(readDuration(due)) }),
  };
  const problem = findUnstorable({ summary: request.summary, details: request.details }, "review");
  if (problem)
    return { kind: "failed", failure: { code: "output_not_storable", message: problem.message, retryable: false } };
  return { kind: "awaiting_review", review: request };
};
