import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { durationText, runText, STATUS_ICONS, type TextRun } from "#core/run-text.ts";
import { RUN_STATUSES, TASK_STATUSES } from "#core/statuses.ts";
import type { StageView, SubtaskRow } from "#core/views.ts";

const start = Date.parse("2026-11-20T12:00:00.000Z");
const at = (ms: number) => new Date(start + ms).toISOString();

const stage = (stageId: string, status: StageView["status"], more: Partial<StageView> = {}): StageView => ({
  stageId,
  taskId: 1,
  round: 1,
  status,
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  error: null,
  skipReason: null,
  subtasks: null,
  reviewId: null,
  asks: [],
  suspension: null,
  progress: null,
  earlier: [],
  ...more,
});
const subtask = (index: number, more: Partial<SubtaskRow> = {}): SubtaskRow => ({
  taskId: index,
  subtask: index,
  status: "completed",
  attempt: 1,
  startedAt: at(0),
  finishedAt: at(20),
  error: null,
  ...more,
});
const counts = { total: 0, waiting: 0, pending: 0, running: 0, completed: 0, failed: 0, skipped: 0, canceled: 0 };

const definition = Definition.parse({
  heddle: 1,
  name: "document.review",
  stages: ["parse", "enrich", "tidy", "approve", "export"].map((id) => ({ id, kind: "code" })),
});
const run: TextRun = {
  id: 3,
  workflowName: "document.review",
  itemId: "doc-7",
  status: "awaiting_review",
  createdAt: at(0),
  finishedAt: null,
  definition,
  stages: [],
};

test("a run is shown with its progress, and a line a stage with subtasks below", () => {
  const stages = [
    stage("export", "waiting", { attempt: 0 }),
    stage("parse", "completed", { startedAt: at(0), finishedAt: at(40), attempt: 2 }),
    stage("enrich", "failed", {
      startedAt: at(40),
      finishedAt: at(2_140),
      error: { code: "subtasks_failed", message: "1 of 3 subtasks\nfailed" },
      subtasks: { ...counts, awaiting_review: 0, total: 3, completed: 2, failed: 1 },
    }),
    stage("tidy", "skipped", { finishedAt: at(50), skipReason: "not_taken" }),
    stage("approve", "awaiting_review", { startedAt: at(60) }),
  ];
  const failed = subtask(1, { status: "failed", error: { code: "x", message: "No such page" } });
  expect(runText({ ...run, stages }, { enrich: [subtask(0), failed] })).toBe(`Workflow: document.review
Item:     doc-7
Run:      3
Progress: 60 % (3 of 5 stages)
Status:   awaiting review

  ✓ parse    completed        2026-11-20T12:00:00.040Z  40 ms  attempt 2
  ✗ enrich   failed           2026-11-20T12:00:02.140Z  2.1 s  1 of 3 subtasks failed
      ✓ [0]  completed        2026-11-20T12:00:00.020Z  20 ms
      ✗ [1]  failed           2026-11-20T12:00:00.020Z  20 ms  No such page
      … and 1 more
  ↷ tidy     skipped          2026-11-20T12:00:00.050Z  not taken
  ? approve  awaiting review  2026-11-20T12:00:00.060Z
  ○ export   waiting
`);
});

test("a fan-out whose subtasks are all listed says how many have ended", () => {
  const subtasks = { ...counts, awaiting_review: 0, total: 1, completed: 1 };
  const text = runText({ ...run, stages: [stage("enrich", "running", { subtasks })] }, { enrich: [subtask(0)] });
  expect(text).toContain("◐ enrich  running          1 of 1 subtasks\n      ✓ [0]");
  expect(text).not.toContain("more");
});

test("subtasks that nobody lists are counted", () => {
  const subtasks = { ...counts, awaiting_review: 0, total: 9 };
  expect(runText({ ...run, stages: [stage("enrich", "running", { subtasks })] })).toContain("      … and 9 more\n");
});

test("a finished run says how long it took; one without stages or item is done", () => {
  const text = runText({ ...run, itemId: null, status: "completed", finishedAt: at(1_200) });
  expect(text).toBe(`Workflow: document.review
Run:      3
Progress: 100 % (0 of 0 stages)
Status:   completed in 1.2 s

`);
});

test("stages that the definition does not name are shown as well", () => {
  const named = (text: string) => [...text.matchAll(/○ (\w+)/g)].map(([, name]) => name);
  const stages = ["lost", "enrich", "other"].map((id) => stage(id, "pending"));
  expect(named(runText({ ...run, stages }))).toEqual(["lost", "other", "enrich"]);
});

test("every status has an icon", () => {
  expect(Object.keys(STATUS_ICONS).sort()).toEqual([...new Set([...TASK_STATUSES, ...RUN_STATUSES])].sort());
});

test.each([
  [12, "12 ms"],
  [400, "0.4 s"],
  [75_000, "75 s"],
  [720_000, "12 min"],
])("%d milliseconds are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
