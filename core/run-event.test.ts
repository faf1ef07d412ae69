import { expect, test } from "vitest";
import { isOfTask } from "#core/run-event.ts";

const line = { seq: 1, at: "2026-01-01T00:00:00.000Z" };

test("an event is about a task, or about the run as a whole", () => {
  expect(isOfTask({ ...line, type: "run.status", data: { status: "queued" } })).toBe(false);
  const task = { taskId: 1, stageId: "a", subtask: null, round: 1 };
  expect(isOfTask({ ...line, ...task, type: "task.running", data: { attempt: 1, worker: "w" } })).toBe(true);
});
