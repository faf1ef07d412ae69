import { failureText } from "#components/run/stage-title.ts";
import { durationWords } from "#components/ui/time-words.ts";
import { DECIDED } from "#core/decision.ts";
import { isOfTask, type RunEvent, type SuspendedFor } from "#core/run-event.ts";
import type { RunStatus } from "#core/statuses.ts";

const RUN_SENTENCES: Record<RunStatus, string> = {
  queued: "Run queued",
  running: "Run is running",
  awaiting_review: "Run waits for a review",
  paused: "Run paused",
  completed: "Run completed",
  failed: "Run failed",
  canceled: "Run canceled",
};

const SKIPPED = {
  not_taken: "no path led to it",
  outcome: "by its own outcome",
  cached: "its output was found in the cache",
  reused: "its output was reused",
  by_hand: "by hand",
} as const;

const WOKEN_BY: Record<SuspendedFor, string> = {
  timer: "its time has come",
  run: "the other run has ended",
  external: "its end was reported, or nothing for too long",
  cache: "another task has made its output, or failed to",
  call: "a call of its code has its answer",
};
const CHECKED = { accepted: "accepted", rejected: "rejected", uncertain: "is uncertain about" } as const;

const REASONS = {
  always: "a person confirms every output",
  escalation: "its attempts are used up",
  uncertainty: "its check is uncertain",
} as const;

/** One line of the run's log as a sentence that people read, with the stages' titles. */
export function eventSentence(event: RunEvent, titleOf: (stageId: string) => string): string {
  if (event.type === "run.status") {
    const { status, by, reason } = event.data;
    return `${RUN_SENTENCES[status]}${by ? ` by ${by}` : ""}${reason ? `: ${reason}` : ""}`;
  }
  if (event.type === "run.round") return roundSentence(event.data, titleOf);
  if (!isOfTask(event)) return `${event.data.by} ${event.type === "run.paused" ? "paused" : "resumed"} the run`;
  const title = titleOf(event.stageId);
  const who = event.subtask === null ? title : `${title} [${event.subtask}]`;
  switch (event.type) {
    case "task.paused":
      return `${who} paused by ${event.data.by}`;
    case "task.resumed":
      return `${who} resumed by ${event.data.by}`;
    case "task.running":
      return event.data.attempt > 1 ? `${who} started, attempt ${event.data.attempt}` : `${who} started`;
    case "task.fanned_out":
      return `${who} fanned out into ${count(event.data.total, "subtask")}`;
    case "task.checked": {
      const { attempt, verdict, summary } = event.data;
      return `${who}: the check ${CHECKED[verdict]} attempt ${attempt}${summary ? `: ${summary}` : ""}`;
    }
    case "task.retrying":
      if (event.data.feedback)
        return `${who} is tried again ${after(event.at, event.data.availableAt)}, with feedback: ${event.data.feedback}`;
      return `${who} failed on attempt ${event.data.attempt}: ${event.data.error.message}, again ${after(event.at, event.data.availableAt)}`;
    case "task.returned":
      return event.data.reason === "lease_expired"
        ? `${who} goes back to the queue: its worker stopped answering`
        : `${who} goes back to the queue: its worker is stopping`;
    case "task.suspended":
      return `${who} ${waitsFor(event)}`;
    case "task.progress": {
      const { succeeded, failed, expected, note, isText } = event.data;
      if (isText) return `${who} has written ${count(succeeded, "character")}`;
      const of = expected === null ? "" : ` of ${expected.toLocaleString("en-US")}`;
      return `${who} reports ${(succeeded + failed).toLocaleString("en-US")}${of}${failed > 0 ? `, ${failed.toLocaleString("en-US")} failed` : ""}${note ? `: ${note}` : ""}`;
    }
    case "task.woken":
      return `${who} goes on: ${WOKEN_BY[event.data.for]}`;
    case "task.awaiting_review":
      return `${who} waits for a review${event.data.reason ? `: ${REASONS[event.data.reason]}` : ""}`;
    case "review.opened":
      return `${who} asks for a review: ${event.data.title}`;
    case "review.closed":
      return `${who} does not wait for the review any more: ${event.data.title}`;
    case "review.decided":
      return `${event.data.title === undefined ? who : `${who}: ${event.data.title},`} ${DECIDED[event.data.decision]}${event.data.isEdited ? " with edits" : ""} by ${event.data.by}${event.data.comment ? `: “${event.data.comment}”` : ""}`;
    case "task.settled":
      return `${who} ${settled(event.data, titleOf)}`;
    case "task.log":
      return `${who} logged ${count(event.data.lines.length, "line")}: ${event.data.lines[0]?.text ?? ""}`;
  }
}

function waitsFor({ at, data }: Extract<RunEvent, { type: "task.suspended" }>): string {
  if (data.for === "run") return data.runId === undefined ? "waits for another run" : `waits for run ${data.runId}`;
  if (data.for === "external") return "has begun outside, its reports are awaited";
  const ms = Date.parse(data.until ?? at) - Date.parse(at);
  return `waits ${ms > 0 ? waitWords(ms) : "no longer"}`;
}

type Round = Extract<RunEvent, { type: "run.round" }>["data"];

const ROUNDS = {
  retry: "retries",
  rerun: "runs again from",
  skip: "skips what failed at",
  changes: "asks for changes at",
} as const;
const NAMED_STAGES = 3;

function roundSentence({ mode, by, seeds, stages }: Round, titleOf: (stageId: string) => string): string {
  const named = seeds.slice(0, NAMED_STAGES).map(titleOf).join(", ");
  const more = seeds.length > NAMED_STAGES ? ` and ${seeds.length - NAMED_STAGES} more` : "";
  return `${by} ${ROUNDS[mode]} ${named}${more}: ${count(stages.length, "stage")} in a new round`;
}

type Settled = Extract<RunEvent, { type: "task.settled" }>["data"];

function settled({ status, error, skipReason, durationMs, by }: Settled, titleOf: (stageId: string) => string): string {
  const took = durationMs === undefined ? "" : ` after ${durationWords(durationMs)}`;
  if (status === "failed") return `failed${took}${error ? `: ${failureText(error, titleOf)}` : ""}`;
  if (error) return `${status}${took}: ${failureText(error, titleOf)}`;
  if (by) return `${status} by ${by}${took}`;
  if (status === "skipped") return `skipped${skipReason ? `: ${SKIPPED[skipReason]}` : ""}`;
  return `${status}${took}`;
}

function after(at: string, availableAt: string): string {
  const waitMs = Date.parse(availableAt) - Date.parse(at);
  return waitMs > 0 ? `in ${waitWords(waitMs)}` : "at once";
}

const count = (amount: number, noun: string) => `${amount.toLocaleString("en-US")} ${noun}${amount === 1 ? "" : "s"}`;

const waitWords = (ms: number) => (ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : durationWords(ms));
