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

/** Who asks, and what a decision does: it is a gate's output, accepts a stage's own output or not, or answers a call of code. */
export type ReviewPurpose = "gate" | "check" | "call";

/** What one person said about an open review. */
export interface Decision {
  decision: "approved" | "rejected";
  comment: string;
  form: unknown;
  /** With an approval: what the reviewer made of the content. Left out when it was approved as shown. */
  edited?: unknown;
  /** Who decided: an e-mail address, or the name of an API key. */
  by: string;
  /** ISO 8601. */
  at: string;
}

/**
 * What a decision does to the task of its gate: a rejection fails it unless the gate lets dependencies branch (DESIGN 4).
 * The output of an approval holds what was approved: the content as it was `shown`, or what the reviewer made of it.
 */
export function settleDecision(onReject: "fail" | "continue", said: Decision, shown: unknown): Settlement {
  if (said.decision === "rejected" && onReject === "fail") return rejection(said);
  const { decision, comment, form, edited, by, at } = said;
  const isEdited = edited !== undefined;
  const approved = decision === "approved" && { content: isEdited ? edited : shown, isEdited };
  return { to: "completed", output: { decision, comment, form, ...approved, decidedBy: by, decidedAt: at } };
}

/**
 * What a decision does to a task whose own output was reviewed: it completes with that output, or with what the reviewer
 * made of it, or fails with the reason.
 */
export function settleCheckDecision(said: Decision): Settlement {
  if (said.decision === "rejected") return rejection(said);
  return said.edited === undefined ? { to: "approved" } : { to: "completed", output: said.edited };
}

function rejection({ by, comment }: Decision): Settlement {
  const why = comment ? `: ${comment}` : "";
  return { to: "failed", error: { code: "rejected", message: `Rejected by ${by}${why}`, retryable: false } };
}
