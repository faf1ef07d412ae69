import type { Settlement } from "#core/settle.ts";

/** The third sends what was shown back, to be made anew. */
export const DECISIONS = ["approved", "rejected", "changes_requested"] as const;
export type ReviewDecision = (typeof DECISIONS)[number];

/** How a decision is told, in the past. */
export const DECIDED: Record<ReviewDecision, string> = {
  approved: "approved",
  rejected: "rejected",
  changes_requested: "sent back",
};

/** What one person said about an open review. */
export interface Decision {
  decision: "approved" | "rejected";
  comment: string;
  form: unknown;
  /** Who decided: an e-mail address, or the name of an API key. */
  by: string;
  /** ISO 8601. */
  at: string;
}

/** What a decision does to the task of its gate: a rejection fails it unless the gate lets dependencies branch (DESIGN 4). */
export function settleDecision(onReject: "fail" | "continue", said: Decision): Settlement {
  if (said.decision === "rejected" && onReject === "fail") {
    const why = said.comment ? `: ${said.comment}` : "";
    return { to: "failed", error: { code: "rejected", message: `Rejected by ${said.by}${why}`, retryable: false } };
  }
  const { decision, comment, form, by, at } = said;
  return { to: "completed", output: { decision, comment, form, decidedBy: by, decidedAt: at } };
}

/** What a decision does to a task whose own output was reviewed: it completes with that output, or fails with the reason. */
export function settleCheckDecision(said: Decision): Settlement {
  return said.decision === "approved" ? { to: "approved" } : settleDecision("fail", said);
}
