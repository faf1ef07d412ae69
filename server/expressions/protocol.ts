import type { Failure } from "#core/run-event.ts";

/** One thing that the evaluating process is asked to do. */
export type Job =
  | { kind: "evaluate"; source: string; scope: unknown }
  | { kind: "validate"; schema: unknown; value: unknown };

export type Answer = { ok: true; value: unknown } | { ok: false; failure: Failure };

/** Messages to the evaluating process and back; answers come in the order of the jobs, in one or more parts. */
export type ToEvaluator = { jobs: Job[] };
export type FromEvaluator = { ready: true } | { answers: Answer[] };

/** How long one evaluation may take. */
export const DEADLINE_MS = 1_000;
