import { expect, test } from "vitest";
import { Action, Actions, BatchAction, CancelAction, triggerName } from "#core/action.ts";

const action = { on: "success", url: "https://example.org/hook" };

test("an action posts without headers unless it says otherwise", () => {
  expect(Action.parse(action)).toEqual({ ...action, method: "POST", headers: {} });
});

test("there are at most twenty actions", () => {
  expect(Actions.safeParse(Array(20).fill(action)).success).toBe(true);
  expect(Actions.safeParse(Array(21).fill(action)).success).toBe(false);
});

test("what the outside registers holds no expressions", () => {
  expect(CancelAction.safeParse({ url: { $: "input.url" } }).success).toBe(false);
  expect(CancelAction.parse({ url: "https://example.org/stop" })).toMatchObject({ method: "POST" });
});

test("the engine tells an action for each subtask from one for the stage", () => {
  expect(triggerName({ on: "failure" })).toBe("failure");
  expect(triggerName({ on: "failure", eachSubtask: true })).toBe("each:failure");
});

test("an expression may be empty while it is written, but not in a batch, which nobody checks later", () => {
  expect(Action.safeParse({ ...action, url: { $: "" } }).success).toBe(true);
  expect(BatchAction.safeParse({ url: { $: "" } }).success).toBe(false);
  expect(BatchAction.safeParse({ url: "example.org" }).success).toBe(false);
  expect(BatchAction.safeParse({ url: "https://example.org" }).success).toBe(true);
});
