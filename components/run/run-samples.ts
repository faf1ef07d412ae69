import type { Definition } from "#core/definition.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { RunView } from "#core/views.ts";

const noon = Date.parse("2026-11-20T12:00:00Z");
export const at = (seconds: number): string => new Date(noon + seconds * 1_000).toISOString();

/** parse → enrich (fan-out, two at a time) → approve → publish. */
export const sampleDefinition: Definition = {
  heddle: 1,
  name: "license.review",
  title: "License review",
  stages: ["parse", "enrich", "approve", "publish"].map((id) => ({
    id,
    kind: id === "approve" ? "review" : "code",
    config: {},
    timeoutMs: 60_000,
    allowFailure: id === "publish",
    ...(id === "enrich"
      ? { forEach: { items: { $: "stages.parse.output" }, concurrency: 2, onFailure: "fail" as const } }
      : {}),
  })),
  dependencies: [
    { from: "parse", to: "enrich", requiresSuccess: true },
    { from: "enrich", to: "approve", requiresSuccess: true },
    { from: "approve", to: "publish", requiresSuccess: true },
  ],
};

export function sampleRun(changes: Partial<RunView> = {}): RunView {
  return {
    id: 7,
    workflowName: "license.review",
    workflowTitle: "License review",
    version: 1,
    itemId: "GPL-3",
    status: "queued",
    startedBy: "ada@example.org",
    createdAt: at(0),
    finishedAt: null,
    taskCount: 4,
    settledCount: 0,
    failedCount: 0,
    epoch: 0,
    definition: sampleDefinition,
    lastSeq: 1,
    artifacts: [],
    stages: sampleDefinition.stages.map(({ id }, index) => ({
      stageId: id,
      taskId: index + 1,
      round: 1,
      status: index === 0 ? "pending" : "waiting",
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      error: null,
      skipReason: null,
      subtasks: null,
      reviewId: null,
      asks: [],
      earlier: [],
      suspension: null,
      progress: null,
    })),
    ...changes,
  };
}

type WithoutNumber<Event> = Event extends RunEvent ? Omit<Event, "seq" | "at"> : never;
export type Unnumbered = WithoutNumber<RunEvent>;

/** Numbers events from `from` on, one second apart. */
export const numbered = (events: Unnumbered[], from = 1): RunEvent[] =>
  events.map((event, index): RunEvent => ({ ...event, seq: from + index, at: at(from + index) }));

export const of = (stageId: string, taskId: number, subtask: number | null = null, round = 1) => ({
  stageId,
  taskId,
  subtask,
  round,
});

/** A run of three subtasks, with a retry and an approval, from the first event to the last. */
export const wholeRun: RunEvent[] = numbered([
  { type: "run.status", data: { status: "queued" } },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("parse", 1) },
  { type: "run.status", data: { status: "running" } },
  { type: "task.settled", data: { status: "completed", durationMs: 2_000 }, ...of("parse", 1) },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 2) },
  { type: "task.fanned_out", data: { total: 3 }, ...of("enrich", 2) },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 5, 0) },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 6, 1) },
  {
    type: "task.retrying",
    data: { attempt: 1, error: { code: "http_503", message: "HTTP 503" }, availableAt: at(13) },
    ...of("enrich", 6, 1),
  },
  { type: "task.settled", data: { status: "completed", durationMs: 900 }, ...of("enrich", 5, 0) },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 7, 2) },
  { type: "task.running", data: { attempt: 2, worker: "w" }, ...of("enrich", 6, 1) },
  { type: "task.settled", data: { status: "completed", durationMs: 700 }, ...of("enrich", 6, 1) },
  { type: "task.settled", data: { status: "completed", durationMs: 800 }, ...of("enrich", 7, 2) },
  { type: "task.settled", data: { status: "completed", durationMs: 9_000 }, ...of("enrich", 2) },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("approve", 3) },
  { type: "task.awaiting_review", data: { reviewId: 4 }, ...of("approve", 3) },
  { type: "run.status", data: { status: "awaiting_review" } },
  {
    type: "review.decided",
    data: { reviewId: 4, decision: "approved", by: "bob@example.org", comment: "Fine" },
    ...of("approve", 3),
  },
  { type: "task.settled", data: { status: "completed", durationMs: 4_000 }, ...of("approve", 3) },
  { type: "run.status", data: { status: "running" } },
  { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("publish", 4) },
  {
    type: "task.settled",
    data: { status: "failed", error: { code: "threw", message: "No disk" }, durationMs: 300 },
    ...of("publish", 4),
  },
  { type: "run.status", data: { status: "completed" } },
]);
