import type { Stage } from "#core/definition.ts";
import type { Outcome } from "#core/outcome.ts";
import type { Failure } from "#core/run-event.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";

/** What is kept of one attempt of a checked stage, beside its number and times. */
export interface AttemptRecord {
  /** Null when the attempt made none. */
  output: unknown;
  /** Null when it came to no verdict: it failed before. */
  verdict: Verdict["verdict"] | null;
  /** Of an uncertain verdict: its reason. */
  feedback: Feedback | null;
  error: Failure | null;
}

/** The record of an attempt by its outcome; null when the stage has no check, or nothing was tried that one could judge. */
export function recordOf({ check }: Pick<Stage, "check">, outcome: Outcome): AttemptRecord | null {
  if (!check) return null;
  if (outcome.kind === "failed")
    return { output: null, verdict: null, feedback: outcome.feedback ?? null, error: outcome.failure };
  if (outcome.kind !== "completed" || !outcome.verdict) return null;
  const { output, verdict } = outcome;
  return { output, verdict: verdict.verdict, feedback: feedbackOf(verdict), error: null };
}

function feedbackOf(verdict: Verdict): Feedback | null {
  if (verdict.verdict === "rejected") return verdict.feedback;
  return verdict.verdict === "uncertain" ? { summary: verdict.reason } : null;
}
