import type { Definition } from "#core/definition.ts";
import type { OriginView } from "#core/lineage-views.ts";
import type { AttemptUsage } from "#core/llm-usage.ts";
import type { Metadata } from "#core/metadata.ts";
import type { Problem } from "#core/problem.ts";
import type { Role } from "#core/roles.ts";
import type { SlotName } from "#core/rule-views.ts";
import type { Failure, LogLine, Progress, RunEvent, SuspendedFor } from "#core/run-event.ts";
import type { Scope } from "#core/scopes.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";
import type { TriggerSettings } from "#core/trigger.ts";
import type { Feedback, Verdict } from "#core/verdict.ts";

/** What the API answers with. Times are ISO 8601 strings, sizes bytes, durations milliseconds. */
export interface Page<Row> {
  rows: Row[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  next: string | null;
}

export interface SessionView {
  user: { id: string; name: string; email: string };
  workspace: { id: string; name: string };
  role: Role;
}

export interface WorkflowSummary {
  id: string;
  name: string;
  title: string;
  publishedVersion: number | null;
  /** Whether the draft differs from the published version. */
  hasUnpublishedChanges: boolean;
  stageCount: number;
  archivedAt: string | null;
  updatedAt: string;
  /** The newest runs, newest first, ten at most. */
  lastRuns: { id: number; status: RunStatus; startedAt: string; durationMs: number | null }[];
}

export interface WorkflowView {
  id: string;
  name: string;
  title: string;
  /** The editable definition. It may be broken in sense, never in shape. */
  draft: Definition;
  /** Counts saves of the draft; a save names the revision it started from. */
  revision: number;
  problems: Problem[];
  publishedVersion: number | null;
  hasUnpublishedChanges: boolean;
  archivedAt: string | null;
}

export interface VersionView {
  number: number;
  hash: string;
  publishedAt: string;
  publishedBy: string;
  definition: Definition;
}

export interface StageCounts {
  total: number;
  waiting: number;
  pending: number;
  running: number;
  completed: number;
  failed: number;
  skipped: number;
  canceled: number;
  awaiting_review: number;
}

export interface RunSummary {
  id: number;
  workflowName: string;
  workflowTitle: string;
  version: number;
  itemId: string | null;
  status: RunStatus;
  startedBy: string;
  createdAt: string;
  finishedAt: string | null;
  taskCount: number;
  settledCount: number;
  failedCount: number;
  /** How many rounds were opened. */
  epoch: number;
}

/** A round of a stage that a later one has replaced. */
export interface EarlierRound {
  round: number;
  status: TaskStatus;
  startedAt: string | null;
  finishedAt: string | null;
}

/** The latest round of one stage in a run. */
export interface StageView {
  stageId: string;
  taskId: number;
  round: number;
  status: TaskStatus;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  error: Failure | null;
  skipReason: SkipReason | null;
  /** Present for a fan-out once its subtasks are known. */
  subtasks: StageCounts | null;
  /** The newest review of it. */
  reviewId: number | null;
  /** Open reviews that its code has asked for, oldest first. */
  asks: number[];
  /** Its rounds before, oldest first. */
  earlier: EarlierRound[];
  /** What the stage is suspended for, and when it wakes by itself. */
  suspension: { for: SuspendedFor; until: string | null; runId?: number } | null;
  /** What the outside system has reported of it. */
  progress: Progress | null;
}

/** One round of a stage, as history. */
export type RoundView = Pick<
  StageView,
  "taskId" | "round" | "status" | "attempt" | "startedAt" | "finishedAt" | "error" | "skipReason"
>;

/** What should be different in an update run. */
export interface BasedOn {
  /** The base run. */
  runId: number;
  /** The type of the change request; null when stages were named. */
  type: string | null;
  stages: string[];
  note: string;
}

export interface RunView extends RunSummary {
  definition: Definition;
  /** Null, or left out, when no other run started it. */
  origin?: OriginView | null;
  /** Of an update run: the run that it is based on, and what should be different; null, or left out, for another. */
  basedOn?: BasedOn | null;
  /** The latest update runs that are based on it. */
  updates?: { runId: number; status: RunStatus; type: string | null }[];
  batchId?: number | null;
  /** When its first stages may start, if that was put off. */
  startAt?: string | null;
  /** Added to that of each stage; 0 where it is left out. */
  priority?: number;
  /** What rules and dedupe compare. */
  metadata?: Metadata | null;
  /** What the run was started with. */
  input?: Payload | null;
  stages: StageView[];
  /** The snapshot holds every event up to and including this one; follow the feed from here. */
  lastSeq: number;
  artifacts: ArtifactView[];
}

export interface ArtifactView {
  hash: string;
  name: string;
  mediaType: string;
  size: number;
  stageId: string;
  taskId: number;
  /** Where to download it: `/api/v1/runs/<runId>/artifacts/<hash>/<name>`. */
  href: string;
}

/** JSON that may be too large to show: then `value` is absent and it is downloaded instead. */
export interface Payload {
  size: number;
  value?: unknown;
  href?: string;
}

export interface AttemptView {
  number: number;
  startedAt: string | null;
  finishedAt: string | null;
  outcome: "running" | "completed" | "failed" | "returned" | "canceled" | "skipped" | "awaiting_review" | "suspended";
  error: Failure | null;
}

/** What an attempt of a checked stage made, and what its check said of it. */
export interface CheckedAttempt {
  number: number;
  startedAt: string | null;
  finishedAt: string;
  output: Payload | null;
  /** Null when it came to none: the attempt failed before. */
  verdict: Verdict["verdict"] | null;
  feedback: Feedback | null;
  error: Failure | null;
}

export interface TaskView {
  taskId: number;
  runId: number;
  stageId: string;
  subtask: number | null;
  round: number;
  status: TaskStatus;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  input: Payload | null;
  output: Payload | null;
  error: Failure | null;
  attempts: AttemptView[];
  /** Of a stage with a check: its attempts with what was said of them, oldest first. */
  checked: CheckedAttempt[];
  /** What was reported of its current attempt. */
  progress: Progress | null;
  /** What it has written of its output so far, or had when it failed; the end, when it is long. */
  written: string | null;
  /** What its attempts have used of models, oldest first; 100 at most. */
  usage: AttemptUsage[];
  /** The slot of a rule that it waits for. */
  heldBy: SlotName | null;
  artifacts: ArtifactView[];
  logs: LogLine[];
}

/** How one stage stands in an item's latest run; with counts when it fanned out. */
export interface ItemCell {
  status: TaskStatus;
  total?: number;
  open?: number;
  failed?: number;
}

/** An item with its latest run of one workflow. */
export interface ItemRow {
  itemId: string;
  runId: number;
  status: RunStatus;
  createdAt: string;
  finishedAt: string | null;
  /** By stage. A stage that this run's version does not have is absent. */
  cells: Record<string, ItemCell>;
}

export interface SubtaskRow {
  taskId: number;
  subtask: number;
  status: TaskStatus;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  error: Failure | null;
}

export interface MemberView {
  userId: string;
  name: string;
  email: string;
  role: Role;
  joinedAt: string;
}

export interface ApiKeyView {
  id: string;
  name: string;
  /** The first characters, enough to recognise it. */
  start: string;
  role: Role;
  scopes: Scope[];
  createdAt: string;
  lastUsedAt: string | null;
  /** Null when it does not expire. */
  expiresAt: string | null;
  isExpired: boolean;
  createdBy: string;
}

export interface FeedItem {
  /** The `seq` of the event, for `Last-Event-ID`. */
  id: string;
  event: RunEvent;
}

/** A trigger without the input of a schedule, which may be large. */
export interface TriggerSummary {
  id: string;
  name: string;
  workflowName: string;
  workflowTitle: string;
  settings: TriggerSettings;
  isEnabled: boolean;
  /** schedule: null when it is disabled or has ended. */
  nextAt: string | null;
  /** When it last started a run, or should have. */
  lastAt: string | null;
  lastRunId: number | null;
  /** Why the last time started no run. */
  lastError: string | null;
  /** What became of times that were missed. */
  note: string | null;
  createdBy: string;
  createdAt: string;
}

export interface TriggerView extends TriggerSummary {
  /** webhook: where it is called. */
  url: string | null;
  /** webhook: the first characters of its secret. */
  secretStart: string | null;
  /** webhook: the last calls, newest first, twenty at most. */
  calls: HookCallView[];
}

export interface HookCallView {
  id: number;
  at: string;
  /** What was answered. */
  status: number;
  message: string | null;
  runId: number | null;
}

export interface PublishedEventView {
  id: number;
  name: string;
  publishedBy: string;
  at: string;
  runIds: number[];
  /** Triggers that started nothing, and why. */
  failed: { trigger: string; message: string }[];
}
