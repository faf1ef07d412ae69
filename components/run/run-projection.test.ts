import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adoptSnapshot,
  applyEvent,
  foldEvents,
  frozenAt,
  initialView,
  rewind,
  viewAt,
} from "#components/run/run-projection.ts";
import { at, numbered, of, sampleRun, type Unnumbered, wholeRun } from "#components/run/run-samples.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { TaskStatus } from "#core/statuses.ts";

const stageAt = (seq: number, stageId: string) =>
  viewAt(sampleRun(), wholeRun, seq).stages.find((stage) => stage.stageId === stageId);

describe("a run is folded from its events", () => {
  test("a stage runs, settles and lets the next one become ready", () => {
    expect(stageAt(2, "parse")).toMatchObject({ status: "running", attempt: 1, startedAt: at(2) });
    expect(stageAt(4, "parse")).toMatchObject({ status: "completed", finishedAt: at(4) });
    expect(stageAt(3, "enrich")?.status).toBe("waiting");
    expect(stageAt(4, "enrich")?.status).toBe("pending");
  });

  test("a fan-out starts as many subtasks as may run at once and counts them", () => {
    expect(stageAt(6, "enrich")?.subtasks).toMatchObject({ total: 3, pending: 2, waiting: 1 });
    expect(stageAt(8, "enrich")?.subtasks).toMatchObject({ running: 2, pending: 0, waiting: 1 });
    expect(stageAt(9, "enrich")?.subtasks).toMatchObject({ running: 1, pending: 1, waiting: 1 });
    expect(stageAt(10, "enrich")?.subtasks).toMatchObject({ completed: 1, pending: 2, waiting: 0 });
    expect(stageAt(15, "enrich")).toMatchObject({
      status: "completed",
      subtasks: { total: 3, completed: 3, running: 0 },
    });
  });

  test("a gate names its review, and the run waits for it", () => {
    expect(stageAt(17, "approve")).toMatchObject({ status: "awaiting_review", reviewId: 4 });
    expect(viewAt(sampleRun(), wholeRun, 18).status).toBe("awaiting_review");
  });

  test("a failed stage that may fail is not counted against the run", () => {
    const view = viewAt(sampleRun(), wholeRun, wholeRun.length);

    expect(view).toMatchObject({ status: "completed", settledCount: 4, failedCount: 0, finishedAt: at(24) });
    expect(view.stages[3]).toMatchObject({ status: "failed", error: { message: "No disk" } });
  });

  test("a stage that waits for its next attempt says why and until when", () => {
    const view = foldEvents(
      initialView(sampleRun()),
      numbered(
        [
          {
            type: "task.retrying",
            data: { attempt: 1, error: { code: "http_503", message: "HTTP 503" }, availableAt: at(9) },
            ...of("parse", 1),
          },
        ],
        2,
      ),
    );

    expect(view.stages[0]).toMatchObject({
      status: "pending",
      retry: { availableAt: at(9), error: { message: "HTTP 503" } },
    });
  });

  test("an attempt that is handed back does not count", () => {
    const view = foldEvents(
      initialView(sampleRun()),
      numbered(
        [
          { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("parse", 1) },
          { type: "task.returned", data: { reason: "lease_expired" }, ...of("parse", 1) },
        ],
        2,
      ),
    );

    expect(view.stages[0]).toMatchObject({ status: "pending", attempt: 0 });
  });

  test("a later round takes the place of the earlier one, and what is late about the earlier one is passed over", () => {
    const done = viewAt(sampleRun(), wholeRun, 15);
    const again = foldEvents(
      done,
      numbered(
        [
          { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 90, null, 2) },
          { type: "task.settled", data: { status: "failed" }, ...of("enrich", 2, null, 1) },
        ],
        16,
      ),
    );

    expect(again.stages[1]).toMatchObject({ taskId: 90, round: 2, status: "running", subtasks: null });
  });

  test("a cancel leaves no subtask open", () => {
    const events = numbered(
      [
        { type: "task.settled", data: { status: "canceled", durationMs: 10 }, ...of("enrich", 2) },
        { type: "task.settled", data: { status: "canceled", durationMs: 10 }, ...of("enrich", 6, 1) },
        { type: "task.settled", data: { status: "canceled" }, ...of("enrich", 7, 2) },
      ],
      11,
    );

    const enrich = foldEvents(viewAt(sampleRun(), wholeRun, 10), events).stages[1];

    expect(enrich).toMatchObject({
      status: "canceled",
      subtasks: { total: 3, completed: 1, canceled: 2, running: 0, pending: 0, waiting: 0 },
    });
  });
});

describe("delivery may be doubled or broken", () => {
  test("an event that the view holds already changes nothing, not even identity", () => {
    const view = foldEvents(rewind(sampleRun()), wholeRun);

    expect(foldEvents(view, wholeRun)).toBe(view);
  });

  test("a missing event asks for a resync, and nothing more is folded until the snapshot is there", () => {
    const gap = [...wholeRun.slice(0, 4), ...wholeRun.slice(5)];
    const view = foldEvents(rewind(sampleRun()), gap);

    expect(view).toMatchObject({ needsResync: true, lastSeq: 4 });
    expect(adoptSnapshot(view, sampleRun({ lastSeq: 20 }))).toMatchObject({ needsResync: false, lastSeq: 20 });
  });

  test("a snapshot that is older than the view brings its artifacts only", () => {
    const view = foldEvents(rewind(sampleRun()), wholeRun);
    const artifact = {
      hash: "a",
      name: "report.md",
      mediaType: "text/markdown",
      size: 1,
      stageId: "publish",
      taskId: 4,
      href: "/x",
    };

    const adopted = adoptSnapshot(view, sampleRun({ lastSeq: 3, artifacts: [artifact] }));

    expect(adopted.artifacts).toEqual([artifact]);
    expect(adopted.stages).toBe(view.stages);
  });

  test("stages that no event touches keep their identity", () => {
    const before = viewAt(sampleRun(), wholeRun, 7);
    const after = applyEvent(before, wholeRun[7] as RunEvent);

    expect(after.stages.map((stage, index) => stage === before.stages[index])).toEqual([true, false, true, true]);
  });

  test("folding never changes the view it began with", () => {
    const view = viewAt(sampleRun(), wholeRun, 6);
    const copy = structuredClone(view);

    foldEvents(view, wholeRun);

    expect(view).toEqual(copy);
  });
});

test("a stage keeps what its code asks until it is decided, or not waited for any more", () => {
  const asked = (reviewId: number) => ({ reviewId, title: `Review ${reviewId}` });
  const events = numbered([
    { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("parse", 1) },
    ...[4, 5, 6].map((id) => ({ type: "review.opened" as const, data: asked(id), ...of("parse", 1) })),
    { type: "task.suspended", data: { for: "call" }, ...of("parse", 1) },
    { type: "review.decided", data: { ...asked(4), decision: "approved", by: "bob", comment: "" }, ...of("parse", 1) },
    { type: "review.closed", data: asked(6), ...of("parse", 1) },
    { type: "task.settled", data: { status: "canceled" }, ...of("parse", 1) },
  ]);
  const after = (seq: number) => viewAt(sampleRun(), events, seq).stages[0];

  expect(after(5)).toMatchObject({ status: "suspended", reviewId: 6, asks: [4, 5, 6] });
  expect(after(7)).toMatchObject({ reviewId: 6, asks: [5] });
  expect(after(8)).toMatchObject({ status: "canceled", asks: [] });
});

const stageIds = ["parse", "enrich", "approve", "publish"];
const settled = fc.constantFrom<Extract<TaskStatus, "completed" | "failed" | "skipped" | "canceled">>(
  "completed",
  "failed",
  "skipped",
  "canceled",
);
const anyEvent = fc
  .record({
    type: fc.constantFrom(
      "run.status",
      "task.running",
      "task.fanned_out",
      "task.retrying",
      "task.returned",
      "task.awaiting_review",
      "review.opened",
      "review.decided",
      "review.closed",
      "task.settled",
      "task.log",
    ),
    stage: fc.nat(4),
    subtask: fc.option(fc.nat(5)),
    round: fc.integer({ min: 1, max: 2 }),
    amount: fc.integer({ min: 1, max: 6 }),
    status: settled,
  })
  .map(({ type, stage, subtask, round, amount, status }): Unnumbered => {
    const task = of(stageIds[stage] ?? "unknown", subtask === null ? stage + 1 : 100 + subtask, subtask, round);
    const error = { code: "threw", message: "No" };
    switch (type) {
      case "run.status":
        return { type, data: { status: status === "skipped" ? "running" : status } } as const;
      case "task.running":
        return { type, data: { attempt: amount, worker: "w" }, ...task } as const;
      case "task.fanned_out":
        return { type, data: { total: amount }, ...task } as const;
      case "task.retrying":
        return { type, data: { attempt: amount, error, availableAt: at(amount) }, ...task } as const;
      case "task.returned":
        return { type, data: { reason: "worker_stopping" }, ...task } as const;
      case "task.awaiting_review":
        return { type, data: { reviewId: amount }, ...task } as const;
      case "review.opened":
      case "review.closed":
        return { type, data: { reviewId: amount, title: "Fine?" }, ...task } as const;
      case "review.decided":
        return { type, data: { reviewId: amount, decision: "approved", by: "bob", comment: "" }, ...task } as const;
      case "task.settled":
        return { type, data: { status, ...(status === "failed" ? { error } : {}) }, ...task } as const;
      default:
        return { type: "task.log", data: { attempt: 1, lines: [] }, ...task } as const;
    }
  });
const anyEvents = fc.array(anyEvent, { maxLength: 60 }).map((events) => numbered(events));
const anyCuts = fc.array(fc.nat(60), { maxLength: 10 });

test("events folded in any chunks, with any of them delivered twice, give the same view", () => {
  fc.assert(
    fc.property(anyEvents, anyCuts, fc.nat(5), (events, cuts, overlap) => {
      const edges = [0, ...cuts.filter((cut) => cut < events.length).sort((a, b) => a - b), events.length];
      const chunks = edges.slice(1).map((end, index) => events.slice(Math.max(0, (edges[index] ?? 0) - overlap), end));

      const whole = foldEvents(rewind(sampleRun()), events);

      expect(chunks.reduce(foldEvents, rewind(sampleRun()))).toEqual(whole);
      expect(events.reduce(applyEvent, rewind(sampleRun()))).toEqual(whole);
    }),
  );
});

test("a view that joins at any point ends as the one that saw everything", () => {
  fc.assert(
    fc.property(fc.nat(wholeRun.length), (seq) => {
      const joined = viewAt(sampleRun(), wholeRun, seq);

      expect(foldEvents(joined, wholeRun)).toEqual(viewAt(sampleRun(), wholeRun, wholeRun.length));
    }),
  );
});

test("no count of a fan-out ever falls below zero", () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      for (const stage of foldEvents(rewind(sampleRun()), events).stages) {
        for (const count of Object.values(stage.subtasks ?? {})) expect(count).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("a fan-out of 10,000 folds in one batch to the right counts", () => {
  const total = 10_000;
  const subtasks = Array.from({ length: total }, (_, index) => [
    { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 100 + index, index) } as const,
    {
      type: "task.settled",
      data: { status: index % 100 === 0 ? "failed" : "completed" },
      ...of("enrich", 100 + index, index),
    } as const,
  ]).flat();
  const events = numbered([
    { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("enrich", 2) },
    { type: "task.fanned_out", data: { total }, ...of("enrich", 2) },
    ...subtasks,
  ]);

  const view = foldEvents(rewind(sampleRun()), events);

  expect(view.stages[1]?.subtasks).toMatchObject({
    total,
    completed: 9_900,
    failed: 100,
    waiting: 0,
    pending: 0,
    running: 0,
  });
});

test("in a view of the past, what ran has lasted until that moment", () => {
  const view = frozenAt(viewAt(sampleRun(), wholeRun, 3), at(3));

  expect(view.stages[0]).toMatchObject({ status: "running", startedAt: at(2), finishedAt: at(3) });
  expect(view.stages[1]).toMatchObject({ status: "waiting", finishedAt: null });
});

test("a stage that waits outside shows what was reported, until its next attempt begins anew", () => {
  const run = rewind(sampleRun());
  const told = foldEvents(
    run,
    numbered([
      { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("parse", 1) },
      { type: "task.suspended", data: { for: "external", until: at(60) }, ...of("parse", 1) },
      { type: "task.progress", data: { succeeded: 5, failed: 1, expected: 10 }, ...of("parse", 1) },
    ]),
  );
  expect(told.stages[0]).toMatchObject({
    status: "suspended",
    suspension: { for: "external", until: at(60) },
    progress: { succeeded: 5, failed: 1, expected: 10 },
  });
  const retried = foldEvents(
    told,
    numbered(
      [
        {
          type: "task.retrying",
          data: { attempt: 1, error: { code: "timeout", message: "Late" }, availableAt: at(9) },
          ...of("parse", 1),
        },
      ],
      told.lastSeq + 1,
    ),
  );
  expect(retried.stages[0]).toMatchObject({ status: "pending", suspension: null, progress: null });
});

test("a stage that was woken goes on in the same attempt", () => {
  const told = foldEvents(
    rewind(sampleRun()),
    numbered([
      { type: "task.running", data: { attempt: 1, worker: "w" }, ...of("parse", 1) },
      { type: "task.suspended", data: { for: "timer", until: at(60) }, ...of("parse", 1) },
      { type: "task.woken", data: { for: "timer" }, ...of("parse", 1) },
      { type: "task.running", data: { attempt: 1, worker: "v" }, ...of("parse", 1) },
    ]),
  );
  expect(told.stages[0]).toMatchObject({ status: "running", attempt: 1, suspension: null });
});
