import { retryDelayMs } from "#core/backoff.ts";
import { asksPerson, type Check, type ReviewReason } from "#core/check.ts";
import type { Stage } from "#core/definition.ts";
import type { Outcome } from "#core/outcome.ts";
import type { Failure } from "#core/run-event.ts";
import type { Settlement } from "#core/settle.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";

/** An attempt that its check did not accept, or that timed out under a check. */
interface Rejected {
  /** Null when there is none. */
  output: unknown;
  feedback: Feedback;
  failure: Failure;
}

/** What a review says of why it was opened, as Markdown: its first line is its headline in the inbox. */
function reviewSummary(reason: ReviewReason, attempt: number, said: string): string {
  switch (reason) {
    case "always":
      return "**Accepted by its check.** A person confirms every output of this stage.";
    case "escalation":
      return `**Escalated after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}:** ${said}`;
    case "uncertainty":
      return `**The check is uncertain:** ${said}`;
  }
}

const reviewed = (reason: ReviewReason, attempt: number, output: unknown, said: string): Settlement => ({
  to: "awaiting_review",
  output,
  review: {
    summary: reviewSummary(reason, attempt, said),
    details: output,
    form: null,
    assignees: [],
    onReject: "fail",
    check: { reason },
  },
});

/**
 * What follows from an attempt that was rejected, or timed out: another one with the feedback while the stage's retry
 * budget lasts, then a review or the end (DESIGN 4, systems.md 3.3). Takes the attempt's number, 1 for the first, and a
 * random number in [0, 1).
 */
export function settleFeedback(
  attempt: number,
  stage: Pick<Stage, "retry">,
  check: Check,
  { output, feedback, failure }: Rejected,
  random: number,
): Settlement {
  const delayMs = retryDelayMs(stage, attempt, random);
  if (delayMs !== null) return { to: "retrying", error: failure, delayMs, feedback };
  if (asksPerson(check, "escalation")) return reviewed("escalation", attempt, output, feedback.summary);
  return { to: "failed", error: failure };
}

const checkFailed = (attempt: number, feedback: Feedback): Failure => ({
  code: "check_failed",
  message: `The check rejected attempt ${attempt}: ${feedback.summary}`,
  retryable: true,
  details: feedback,
});

const TIMEOUTS: ReadonlySet<string> = new Set(["timeout", "inactivity_timeout"]);

/** What the next attempt of a checked stage is told of one that took too long; null for another failure (systems.md 3.3). */
export const timeoutFeedback = ({ code, message }: Failure): Feedback | null =>
  TIMEOUTS.has(code) ? { summary: `Attempt timed out: ${message}` } : null;

/** What follows from a verdict on an output: completion, another attempt with feedback, a review, or the end. */
export function settleVerdict(
  attempt: number,
  stage: Pick<Stage, "retry">,
  check: Check,
  { output }: Pick<Extract<Outcome, { kind: "completed" }>, "output">,
  verdict: Verdict,
  random: number,
): Settlement {
  switch (verdict.verdict) {
    case "accepted":
      return asksPerson(check, "always") ? reviewed("always", attempt, output, "") : { to: "completed", output };
    case "rejected": {
      const { feedback } = verdict;
      return settleFeedback(
        attempt,
        stage,
        check,
        { output, feedback, failure: checkFailed(attempt, feedback) },
        random,
      );
    }
    case "uncertain":
      return reviewed("uncertainty", attempt, output, verdict.reason);
  }
}
