import type { ReviewReason } from "#core/check.ts";
import type { Failure, SuspendedFor } from "#core/run-event.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";

/** What a worker learned from one attempt. What follows from it is decided by `settle`. */
export type Outcome =
  /** With the verdict of the stage's check, if it has one. */
  | { kind: "completed"; output: unknown; verdict?: Verdict }
  /** With feedback it counts as rejected by the stage's check. `retryAfterMs` is for how long another asked not to be called. */
  | { kind: "failed"; failure: Failure; feedback?: Feedback; retryAfterMs?: number }
  | { kind: "skipped"; output?: unknown }
  | { kind: "fan_out"; items: unknown[] }
  | { kind: "awaiting_review"; review: ReviewRequest }
  /**
   * It goes on when it is woken, with `suspension` at hand: by itself at `wakeAt` (ISO 8601), or by what it waits for.
   * `memory` is what is kept of its code meanwhile, base64.
   */
  | { kind: "suspended"; suspension: Suspension; wakeAt: string | null; child?: ChildRequest; memory?: string }
  /** The worker is stopping: the attempt is handed back and does not count. */
  | { kind: "interrupted" };

/** What a suspended task waits for; whoever wakes it may add fields. */
export interface Suspension {
  for: SuspendedFor;
  [field: string]: unknown;
}

/** A run to be started with the suspension, which waits for its end. What it holds is between worker and database. */
export type ChildRequest = Readonly<Record<string, unknown>>;

/** What a person is asked to decide. */
export interface ReviewRequest {
  summary: string;
  details: unknown;
  form: Record<string, unknown> | null;
  assignees: string[];
  /** Whether a rejection fails the task, or dependencies branch on the decision. */
  onReject: "fail" | "continue";
  /** Of a stage's own output, which a decision accepts or rejects; without it the decision is the output. */
  check?: { reason: ReviewReason };
  /** Within what time it should be decided. */
  dueMs?: number;
}

/** Why an attempt is told to stop: the `reason` of its AbortSignal. */
export type AttemptStop = "timeout" | "canceled" | "lease_lost" | "stopping";
