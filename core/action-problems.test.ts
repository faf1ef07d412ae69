import { expect, test } from "vitest";
import { actionProblems, BatchActions } from "#core/action-problems.ts";
import { Definition } from "#core/definition.ts";

const withActions = (ofStage: object[], ofWorkflow: object[] = []) =>
  Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: [
      { id: "a", kind: "transform", actions: ofStage },
      { id: "b", kind: "transform" },
    ],
    actions: ofWorkflow,
  });
const to = (url: unknown, more: object = {}) => ({ on: "success", url, ...more });

test("addresses and expressions are fine, for each subtask too", () => {
  const actions = [to("https://example.org/hook"), to({ $: "input.url" }, { eachSubtask: true })];
  expect(actionProblems(withActions(actions, [to("http://example.org")]))).toEqual([]);
});

test.each([
  ["", "an address is needed"],
  [" ", "an address is needed"],
  ["example.org", "is not an http or https address"],
  ["ftp://example.org", "is not an http or https address"],
])("the address %j is named with its stage", (url, message) => {
  expect(actionProblems(withActions([to(url)]))).toEqual([
    {
      code: "config",
      message: `Stage a: actions.0.url: ${message}`,
      path: ["stages", 0, "actions", 0, "url"],
      stageId: "a",
    },
  ]);
});

test("a workflow has no subtasks to act for", () => {
  expect(actionProblems(withActions([], [to("https://example.org", { eachSubtask: true })]))).toEqual([
    {
      code: "config",
      message: "actions.0.eachSubtask: a workflow has no subtasks",
      path: ["actions", 0, "eachSubtask"],
    },
  ]);
});

test("the actions of a batch are refused with the place of an expression that does not compile", () => {
  const of = (body: unknown) => BatchActions.safeParse([{ url: "https://example.org", body }]);
  expect(of({ total: { $: "batch.counts.total" } }).success).toBe(true);
  expect(of({ total: { $: "batch." } }).error?.issues).toMatchObject([{ path: [0, "body", "total"] }]);
});
