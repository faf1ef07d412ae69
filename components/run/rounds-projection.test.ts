import { expect, test } from "vitest";
import { eventSentence } from "#components/run/event-sentence.ts";
import { foldEvents, initialView, viewAt } from "#components/run/run-projection.ts";
import { numbered, of, sampleRun, type Unnumbered, wholeRun } from "#components/run/run-samples.ts";
import type { RunEvent } from "#core/run-event.ts";

const finished = viewAt(sampleRun(), wholeRun, wholeRun.length);
const by = "ada@example.org";

const fold = (events: Unnumbered[]) => foldEvents(finished, numbered(events, finished.lastSeq + 1));
const stageOf = (view: typeof finished, stageId: string) => view.stages.find((stage) => stage.stageId === stageId);

const ROUND: Extract<RunEvent, { type: "run.round" }>["data"] = {
  mode: "retry",
  by,
  epoch: 1,
  seeds: ["enrich"],
  stages: [
    { stageId: "enrich", taskId: 90, round: 2, status: "running", subtasks: { total: 3, reused: 1, pending: 1 } },
    { stageId: "approve", taskId: 91, round: 2, status: "waiting" },
    { stageId: "publish", taskId: 92, round: 2, status: "waiting" },
  ],
};

test("stages of a new round start anew, and the others stay", () => {
  const view = fold([
    { type: "run.round", data: ROUND },
    { type: "run.status", data: { status: "running" } },
  ]);
  expect(view).toMatchObject({ status: "running", epoch: 1, settledCount: 1, failedCount: 0, finishedAt: null });
  expect(stageOf(view, "parse")).toBe(stageOf(finished, "parse"));
  expect(stageOf(view, "enrich")).toMatchObject({
    taskId: 90,
    round: 2,
    status: "running",
    subtasks: { total: 3, skipped: 1, pending: 1, waiting: 1, failed: 0 },
  });
  expect(stageOf(view, "publish")).toMatchObject({ round: 2, status: "waiting", error: null, startedAt: null });
});

test("what an earlier round still says is passed over", () => {
  const late: Unnumbered = { type: "task.settled", data: { status: "completed" }, ...of("approve", 4) };
  const view = fold([{ type: "run.round", data: ROUND }, late]);
  expect(stageOf(view, "approve")).toMatchObject({ round: 2, status: "waiting" });
});

test("a paused stage waits until it is resumed, and says who did it", () => {
  const ready = initialView(sampleRun());
  const events = numbered(
    [
      { type: "task.paused", data: { by }, ...of("parse", 1) },
      { type: "task.resumed", data: { by, status: "pending" }, ...of("parse", 1) },
    ],
    ready.lastSeq + 1,
  );
  expect(stageOf(foldEvents(ready, events.slice(0, 1)), "parse")?.status).toBe("paused");
  expect(stageOf(foldEvents(ready, events), "parse")?.status).toBe("pending");
});

test("a stage that is canceled counts against the run, unless all of it is", () => {
  const ready = initialView(sampleRun());
  const canceled: Unnumbered = { type: "task.settled", data: { status: "canceled", by }, ...of("parse", 1) };
  const events = numbered([canceled, { type: "run.status", data: { status: "canceled" } }], ready.lastSeq + 1);
  expect(foldEvents(ready, events.slice(0, 1)).failedCount).toBe(1);
  expect(foldEvents(ready, events).failedCount).toBe(0);
});

test("what people did is told with their names", () => {
  const events: Unnumbered[] = [
    { type: "run.paused", data: { by } },
    { type: "run.resumed", data: { by } },
    { type: "run.round", data: ROUND },
    {
      type: "run.round",
      data: { ...ROUND, mode: "rerun", seeds: ["a", "b", "c", "d"], stages: ROUND.stages.slice(0, 1) },
    },
    { type: "task.paused", data: { by }, ...of("parse", 1) },
    { type: "task.resumed", data: { by, status: "waiting" }, ...of("parse", 1) },
    { type: "task.settled", data: { status: "skipped", skipReason: "by_hand", by }, ...of("parse", 1) },
    { type: "task.settled", data: { status: "canceled", by, durationMs: 2_000 }, ...of("parse", 1) },
  ];
  expect(numbered(events).map((event) => eventSentence(event, (stageId) => stageId))).toEqual([
    `${by} paused the run`,
    `${by} resumed the run`,
    `${by} retries enrich: 3 stages in a new round`,
    `${by} runs again from a, b, c and 1 more: 1 stage in a new round`,
    `parse paused by ${by}`,
    `parse resumed by ${by}`,
    `parse skipped by ${by}`,
    `parse canceled by ${by} after 2.0 s`,
  ]);
});

test("a stage that nothing waited for any more does not count against the run", () => {
  const ready = initialView(sampleRun());
  const error = { code: "dead_end", message: "All stages that depend on it have ended" };
  const events = numbered(
    [{ type: "task.settled", data: { status: "canceled", error }, ...of("parse", 1) }],
    ready.lastSeq + 1,
  );
  expect(foldEvents(ready, events).failedCount).toBe(0);
});
