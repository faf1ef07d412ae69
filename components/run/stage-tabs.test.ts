import { expect, test } from "vitest";
import { firstTab, tabsOf } from "#components/run/stage-tabs.ts";
import { fannedOut } from "#components/run/subtask-counts.ts";

const plain = {
  stage: { subtasks: null, reviewId: null, status: "completed" as const },
  isSubtask: false,
  taskStatus: "completed" as const,
  hasStarted: true,
  acts: false,
  isCode: false,
  writes: false,
};

test("a plain stage shows what came out of it", () => {
  expect(tabsOf(plain)).toEqual(["output", "input", "logs", "attempts"]);
  expect(firstTab(plain)).toBe("output");
});

test("a stage that runs or failed opens at its log", () => {
  expect(firstTab({ ...plain, taskStatus: "running" })).toBe("logs");
  expect(firstTab({ ...plain, taskStatus: "failed" })).toBe("logs");
});

test("a stage that failed before it could start has no log to open at", () => {
  expect(firstTab({ ...plain, taskStatus: "failed", hasStarted: false })).toBe("output");
});

test("a stage that writes opens at its output, where one can watch it", () => {
  expect(firstTab({ ...plain, writes: true, taskStatus: "running" })).toBe("output");
  expect(firstTab({ ...plain, writes: true, taskStatus: "failed" })).toBe("output");
});

test("a fan-out opens at its subtasks, one of its subtasks does not", () => {
  const fanOut = { ...plain, stage: { ...plain.stage, subtasks: fannedOut(3, 2) } };

  expect(firstTab(fanOut)).toBe("subtasks");
  expect(tabsOf({ ...fanOut, isSubtask: true })).not.toContain("subtasks");
});

test("a gate opens at its review", () => {
  expect(firstTab({ ...plain, stage: { ...plain.stage, reviewId: 4 } })).toBe("review");
});

test("a stage with actions shows what they sent", () => {
  expect(tabsOf({ ...plain, acts: true })).toContain("deliveries");
});

test("code shows what it asked of the outside", () => {
  expect(tabsOf({ ...plain, isCode: true })).toContain("calls");
});
