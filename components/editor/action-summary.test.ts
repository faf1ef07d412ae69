import { expect, test } from "vitest";
import { actionSummary } from "#components/editor/action-summary.ts";
import type { Action } from "#core/action.ts";

const action = (more: Partial<Action>): Action => ({ on: "success", method: "POST", url: "", headers: {}, ...more });

test.each([
  [action({ url: "https://example.org/hook?x=1" }), "On success", "POST example.org/hook"],
  [action({ url: "https://example.org/", on: "cancel", method: "DELETE" }), "When canceled", "DELETE example.org"],
  [action({ url: { $: "input.url" }, eachSubtask: true }), "On success of each subtask", "POST to input.url"],
  [action({ url: { $: "" } }), "On success", "POST to …"],
  [action({ on: "failure" }), "On failure", "POST no address yet"],
  [action({ url: "hook" }), "On success", "POST hook"],
])("an action says in one line when it is sent, and where to (%#)", (given, when, call) => {
  expect(actionSummary(given)).toEqual({ when, call });
});
