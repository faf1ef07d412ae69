import { retryDelayMs } from "#core/backoff.ts";
import type { Stage } from "#core/definition.ts";
import type { ChildRequest, Outcome, ReviewRequest, Suspension } from "#core/outcome.ts";
import type { Failure } from "#core/run-event.ts";
import { settleFeedback, settleVerdict } from "#core/settle-check.ts";
import type { SkipReason } from "#core/statuses.ts";
import type { Feedback } from "#core/verdict.ts";

/** What is written because of an outcome. "fanned_out" leaves the task running until its subtasks have settled. */
export type Settlement =
  | { to: "completed"; output: unknown }
  | { to: "failed"; error: Failure }
  | { to: "skipped"; skipReason: SkipReason; output: unknown }
  | { to: "retrying"; error: Failure; delayMs: number; feedback?: Feedback }
  | { to: "returned"; reason: "worker_stopping" | "lease_expired" }
  | { to: "fanned_out"; items: unknown[]; concurrency: number | null; keepsFailures: boolean }
  | { to: "suspended"; suspension: Suspension; wakeAt: string | null; child?: ChildRequest; memory?: string }
  /** With an output when it is the output that is reviewed: the task keeps it. */
  | { to: "awaiting_review"; review: ReviewRequest; output?: unknown }
  /** A reviewed output is accepted: the task completes with it. */
  | { to: "approved" };

/** Who asks for more time is asked again after that nevertheless. */
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000;

/** A worker that died with the task this often takes it down: the task is the likely cause. */
export const MAX_RESCUES = 4;

/**
 * What follows from one attempt of a stage (DESIGN 4).
 * Takes the number of the attempt (1 for the first), the stage, what was learned, and a random number in [0, 1).
 */
export function settle(
  attempt: number,
  stage: Pick<Stage, "retry" | "forEach" | "check">,
  outcome: Outcome,
  random: number,
): Settlement {
  switch (outcome.kind) {
    case "completed":
      if (stage.check && outcome.verdict)
        return settleVerdict(attempt, stage, stage.check, outcome, outcome.verdict, random);
      return { to: "completed", output: outcome.output };
    case "skipped":
      return { to: "skipped", skipReason: "outcome", output: outcome.output ?? null };
    case "interrupted":
      return { to: "returned", reason: "worker_stopping" };
    case "awaiting_review":
      return { to: "awaiting_review", review: outcome.review };
    case "suspended": {
      const { kind: _, ...waiting } = outcome;
      return { to: "suspended", ...waiting };
    }
    case "fan_out":
      if (outcome.items.length === 0) return { to: "completed", output: [] };
      return {
        to: "fanned_out",
        items: outcome.items,
        concurrency: stage.forEach?.concurrency ?? null,
        keepsFailures: stage.forEach?.onFailure === "continue",
      };
    case "failed": {
      const { failure, feedback, retryAfterMs = 0 } = outcome;
      if (stage.check && feedback)
        return settleFeedback(attempt, stage, stage.check, { output: null, feedback, failure }, random);
      const delayMs = failure.retryable ? retryDelayMs(stage, attempt, random) : null;
      if (delayMs === null) return { to: "failed", error: failure };
      return { to: "retrying", error: failure, delayMs: Math.max(delayMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)) };
    }
  }
}

/** What becomes of a task whose lease ran out: handed back, or failed when it has outlived too many workers. */
export function settleRescued(rescueCount: number): Settlement {
  if (rescueCount < MAX_RESCUES) return { to: "returned", reason: "lease_expired" };
  return {
    to: "failed",
    error: {
      code: "worker_lost",
      message: `The worker was lost ${rescueCount + 1} times while it ran this task`,
      retryable: false,
    },
  };
}
