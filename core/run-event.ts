import type { ReviewReason } from "#core/check.ts";
import type { ReviewDecision } from "#core/decision.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";
import type { Verdict } from "#core/verdict.ts";

/** Why a task failed: stored, streamed and shown. The handler says what an error means; the engine never guesses. */
export interface Failure {
  code: string;
  message: string;
  retryable?: boolean;
  details?: unknown;
}

/** How far an outside system has come with a task. */
export interface Progress {
  succeeded: number;
  failed: number;
  expected: number | null;
  /** What the stage says that it is doing. */
  note?: string | null;
  /** Whether it is text that is written, counted in characters; the text itself is read from the task. */
  isText?: boolean;
}

/**
 * What wakes a suspended task: its time, the end of another run, a report from outside, an output that another makes, or
 * what a call of its code waits for.
 */
export type SuspendedFor = "timer" | "run" | "external" | "cache" | "call";

export interface LogLine {
  at: string;
  level: "debug" | "info" | "warn" | "error";
  text: string;
}

interface OfTask {
  taskId: number;
  stageId: string;
  /** Index within a fan-out; null for the stage itself. */
  subtask: number | null;
  round: number;
}

interface Line {
  /** 1, 2, 3 … per run, without gaps. */
  seq: number;
  at: string;
}

/** A stage that is done over, with its new row. */
export interface RoundStage {
  stageId: string;
  taskId: number;
  round: number;
  status: "waiting" | "pending" | "running";
  /** Of a fan-out that is done over in part. `others` says how those stand that go on in the new round, or had failed. */
  subtasks?: { total: number; reused: number; pending: number; others?: Partial<Record<TaskStatus, number>> };
}

/** What was asked for: the failed stages again, a stage and all after it again, what failed to be skipped, or changes at a gate. */
export type RoundMode = "retry" | "rerun" | "skip" | "changes";

interface RoundOpened {
  mode: RoundMode;
  by: string;
  /** Counts the rounds of the run. */
  epoch: number;
  /** The stages that were asked for; the others depend on them. */
  seeds: string[];
  stages: RoundStage[];
}

/** One line of a run's log. Events carry facts, never payloads: inputs and outputs are read from the task. */
export type RunEvent = Line &
  (
    | { type: "run.status"; data: { status: RunStatus; by?: string; reason?: string } }
    | { type: "run.paused" | "run.resumed"; data: { by: string } }
    | { type: "run.round"; data: RoundOpened }
    | ({ type: "task.paused"; data: { by: string } } & OfTask)
    | ({ type: "task.resumed"; data: { by: string; status: "waiting" | "pending" } } & OfTask)
    | ({ type: "task.running"; data: { attempt: number; worker: string } } & OfTask)
    | ({ type: "task.fanned_out"; data: { total: number } } & OfTask)
    | ({
        type: "task.retrying";
        data: { attempt: number; error: Failure; availableAt: string; feedback?: string };
      } & OfTask)
    | ({
        type: "task.checked";
        data: { attempt: number; verdict: Verdict["verdict"]; summary?: string };
      } & OfTask)
    | ({ type: "task.returned"; data: { reason: "lease_expired" | "worker_stopping" } } & OfTask)
    | ({ type: "task.suspended"; data: { for: SuspendedFor; until?: string; runId?: number } } & OfTask)
    | ({ type: "task.woken"; data: { for: SuspendedFor } } & OfTask)
    | ({ type: "task.progress"; data: Progress } & OfTask)
    | ({ type: "task.awaiting_review"; data: { reviewId: number; reason?: ReviewReason } } & OfTask)
    /** Its code asks for a review, and does not wait for one any more that nobody has decided. */
    | ({ type: "review.opened" | "review.closed"; data: { reviewId: number; title: string } } & OfTask)
    | ({
        type: "review.decided";
        data: {
          reviewId: number;
          decision: ReviewDecision;
          by: string;
          comment: string;
          isEdited?: boolean;
          /** Of one that code asked for. */
          title?: string;
        };
      } & OfTask)
    | ({
        type: "task.settled";
        data: {
          status: Extract<TaskStatus, "completed" | "failed" | "skipped" | "canceled">;
          error?: Failure;
          skipReason?: SkipReason;
          /** Who ended it by hand. */
          by?: string;
          durationMs?: number;
        };
      } & OfTask)
    | ({ type: "task.log"; data: { attempt: number; lines: LogLine[] } } & OfTask)
  );

export type RunEventType = RunEvent["type"];

/** A line about one task; the others are about the run as a whole. */
export type TaskEvent = Extract<RunEvent, { taskId: number }>;

export const isOfTask = (event: RunEvent): event is TaskEvent => "taskId" in event;
