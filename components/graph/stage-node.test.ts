import { expect, test } from "vitest";
import { shownStatus } from "#components/graph/graph-node.ts";
import { reportedText, shortSubtaskText, stageLabel, subtaskText } from "#components/graph/stage-node.tsx";

const counts = {
  ...{ total: 12, waiting: 0, pending: 0, running: 5, awaiting_review: 0 },
  ...{ completed: 6, failed: 1, skipped: 0, canceled: 0 },
};

test("a fan-out tells how many subtasks have settled and how many failed", () => {
  expect(subtaskText(counts)).toBe("7 of 12, 1 failed");
  expect(shortSubtaskText(counts)).toBe("7/12, 1 failed");
  expect(shortSubtaskText({ ...counts, failed: 0 })).toBe("6/12");
});

test("a large fan-out never looks complete before it is", () => {
  const large = { ...counts, total: 100_000, completed: 98_765, failed: 1_234 };

  expect(shortSubtaskText(large)).toBe("99.9k/100k, 1234 failed");
  expect(shortSubtaskText({ ...large, completed: 98_766 })).toBe("100k/100k, 1234 failed");
});

test("an outside system's work tells how much was reported, aloud too", () => {
  const reported = { succeeded: 1_180, failed: 20, expected: 5_000 };
  expect(reportedText(reported)).toBe("1200/5000, 20 failed");
  expect(reportedText({ succeeded: 3, failed: 0, expected: null })).toBe("3 done");
  expect(reportedText({ succeeded: 1_234, failed: 0, expected: null, isText: true })).toBe("1234 characters");
  const progress = {
    status: "suspended" as const,
    startedAt: null,
    finishedAt: null,
    subtasks: null,
    progress: reported,
  };
  expect(
    stageLabel({ title: "Convert", kind: "external", isFanOut: false, problemCount: 0, progress, fate: null }),
  ).toBe("Convert, suspended, 1200/5000, 20 failed");
  const ended = { ...progress, status: "completed" as const };
  expect(
    stageLabel({ title: "Convert", kind: "external", isFanOut: false, problemCount: 0, progress: ended, fate: null }),
  ).toBe("Convert, completed");
});

test("a stage whose code has asked a person awaits a review while it is suspended, not before", () => {
  const asking = { startedAt: null, finishedAt: null, subtasks: null, asks: [4] };

  expect(shownStatus({ ...asking, status: "suspended" })).toBe("awaiting_review");
  expect(shownStatus({ ...asking, status: "running" })).toBe("running");
  expect(shownStatus({ ...asking, status: "suspended", asks: [] })).toBe("suspended");
});
