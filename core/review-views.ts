import type { ReviewReason } from "#core/check.ts";
import type { ReviewDecision } from "#core/decision.ts";
import type { Replacement } from "#core/errors.ts";
import type { Redoable } from "#core/redoable.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { CheckedAttempt } from "#core/views.ts";

export interface ReviewSummary {
  id: number;
  runId: number;
  taskId: number;
  workflowName: string;
  workflowTitle: string;
  stageId: string;
  stageTitle: string;
  itemId: string | null;
  status: "open" | "decided" | "canceled";
  openedAt: string;
  /** By when it should be decided; null when there is no such time. */
  dueAt: string | null;
  /** What it is about, as plain text: its title, or the first line of the summary. */
  headline: string;
  /** Of one that the code of a stage asks for, which a decision answers; null of one that the stage itself asks for. */
  title: string | null;
  /** Why a stage's own output is reviewed; null at a gate. */
  reason: ReviewReason | null;
  decision: ReviewDecision | null;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Of a gate in a fan-out: which of its subtasks. */
  subtask: number | null;
  /** How often it was sent back before, and this time. */
  round: number;
}

/** A part of what a review shows that should be different. */
export interface MarkView {
  /** Where in the details, e.g. `findings.2.risk`; empty means the whole. */
  path: string;
  /** Of a text, counted from 1. */
  line?: number;
  note: string;
}

/** An earlier review of the same stage in the same run. */
export interface ReviewRound {
  reviewId: number;
  round: number;
  /** Null when its content was made anew before anybody decided. */
  decision: ReviewDecision | null;
  decidedBy: string | null;
  decidedAt: string | null;
  comment: string | null;
  marks: MarkView[];
  /** The stages that it was sent back to. */
  redoneStages: string[];
}

export interface ReviewView extends ReviewSummary, Redoable {
  attempt: number;
  /** A decision names it: what was seen is what is decided. */
  contentHash: string;
  summary: string;
  details: unknown;
  form: Record<string, unknown> | null;
  assignees: string[];
  mayDecide: boolean;
  /** Of a stage's own output: every attempt at it, oldest first. */
  attempts: CheckedAttempt[];
  comment: string | null;
  formData: unknown;
  /** What led here: the stages before the gate with their outcome. */
  ledHere: { stageId: string; title: string; status: TaskStatus; durationMs: number | null }[];
  /** How often it may ask. */
  maxRounds: number | null;
  /** What sending it back does in the last round: it fails the stage, or is refused. */
  onExhausted: "fail" | "review";
  /** Its earlier rounds, oldest first. */
  rounds: ReviewRound[];
  /** What was last sent back. */
  before: { reviewId: number; summary: string; details: unknown } | null;
  marks: MarkView[];
  redoneStages: string[];
  /** What its reviewer made of the content; null when it was approved as it is, or not at all. */
  edited: unknown | null;
  /** The review that shows what was made anew since; null while this is the present one. */
  replacement: Replacement | null;
}
