import type { ReviewReason } from "#core/check.ts";

/** Why a person is asked about a stage's own output, in a word or two. */
export const REASON_WORDS: Record<ReviewReason, string> = {
  always: "Every output",
  escalation: "Escalated",
  uncertainty: "Uncertain",
};
