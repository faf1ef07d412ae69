import { expect, test } from "vitest";
import { focusOn, foldFocus, freshRow, joinLogs, MAX_LOG_LINES } from "#components/run/focus.ts";
import { at, numbered, of, wholeRun } from "#components/run/run-samples.ts";
import type { LogLine } from "#core/run-event.ts";

const line = (text: string): LogLine => ({ at: at(0), level: "info", text });
const logged = (taskId: number, ...texts: string[]) => ({
  type: "task.log" as const,
  data: { attempt: 1, lines: texts.map(line) },
  ...of("parse", taskId),
});

test("the log of the selected task is followed, and no other", () => {
  const focus = foldFocus(focusOn("parse", 1), numbered([logged(1, "a"), logged(9, "b"), logged(1, "c")]));

  expect(focus.lines.map(({ text }) => text)).toEqual(["a", "c"]);
});

test("a log without end is kept to its newest lines", () => {
  const many = Array.from({ length: MAX_LOG_LINES + 10 }, (_, index) => `${index}`);

  const focus = foldFocus(focusOn("parse", 1), numbered([logged(1, ...many)]));

  expect(focus.lines).toHaveLength(MAX_LOG_LINES);
  expect(focus.lines.at(-1)?.text).toBe(`${MAX_LOG_LINES + 9}`);
});

test("lines that were both read and followed appear once", () => {
  const joined = joinLogs(["a", "b", "b"].map(line), ["b", "b", "c"].map(line));

  expect(joined.map(({ text }) => text)).toEqual(["a", "b", "b", "c"]);
});

test("what changed about subtasks of the selected stage is laid over the rows that were read", () => {
  const focus = foldFocus(focusOn("enrich", 2), wholeRun);
  const read = {
    taskId: 6,
    subtask: 1,
    status: "pending" as const,
    attempt: 0,
    startedAt: null,
    finishedAt: null,
    error: null,
  };

  expect(freshRow(read, focus.subtasks)).toMatchObject({
    status: "completed",
    attempt: 2,
    startedAt: at(8),
    finishedAt: at(13),
  });
  expect(focus.fanOuts).toBe(1);
});

test("events of other stages leave the selection as it was", () => {
  const focus = focusOn("publish", 4);

  expect(foldFocus(focus, wholeRun.slice(0, 20))).toBe(focus);
});
