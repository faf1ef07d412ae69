import { createHash } from "node:crypto";
import type { ReviewDecision } from "#core/decision.ts";
import type { Queryable } from "#server/db.ts";

/** What code asks a person. */
export interface AskedReview {
  /** What it is about, in a line. */
  title: string;
  /** Markdown that the reviewer reads first. */
  summary: string;
  details: unknown;
  form: Record<string, unknown> | null;
  assignees: string[];
}

/** What was said to a review that code asked for. */
export interface ReviewAnswer {
  decision: ReviewDecision;
  comment: string;
  form: unknown;
  /** What was shown, or what the reviewer made of it. */
  content: unknown;
  isEdited: boolean;
  marks: unknown[] | null;
  by: string;
  at: string;
}

interface Call {
  taskId: number;
  lease: string;
  callId: number;
}

/**
 * What was said to the review of this call, which opens when it asks for the first time. "waits" until somebody has decided:
 * the task, if it is suspended by then, wakes with the decision. "lost" when the lease is.
 */
export async function askReview(
  db: Queryable,
  { taskId, lease, callId }: Call,
  review: AskedReview,
): Promise<ReviewAnswer | "waits" | "lost"> {
  const shown = JSON.stringify(review);
  // What a decision binds to.
  const contentHash = createHash("sha256").update(shown).digest("hex");
  const { rows } = await db.query<{ answer: ReviewAnswer | "waits" | "lost" }>({
    name: "ask_review",
    text: "select engine.ask_review($1, $2, $3, $4) as answer",
    values: [taskId, lease, callId, JSON.stringify({ ...review, contentHash })],
  });
  return rows[0]?.answer ?? "lost";
}
