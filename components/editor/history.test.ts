import { expect, test } from "vitest";
import { openDraft } from "#components/editor/draft.ts";
import { changeHistory, type History, type HistoryAction, openHistory } from "#components/editor/history.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "prices",
  stages: [{ id: "rate", kind: "code", position: { x: 0, y: 0 } }],
});

const changedBy = (...actions: HistoryAction[]): History =>
  actions.reduce(changeHistory, openHistory(openDraft(definition)));
const type = (title: string, at: number): HistoryAction => ({
  type: "do",
  at,
  action: { type: "change_stage", stageId: "rate", change: { title } },
});
const titleOf = ({ draft }: History) => draft.definition.stages[0]?.title;

test("what was done is undone and redone", () => {
  expect(titleOf(changedBy(type("A", 0), type("B", 5_000), { type: "undo" }))).toBe("A");
  expect(titleOf(changedBy(type("A", 0), type("B", 5_000), { type: "undo" }, { type: "undo" }))).toBeUndefined();
  expect(
    titleOf(
      changedBy(type("A", 0), type("B", 5_000), { type: "undo" }, { type: "undo" }, { type: "redo" }, { type: "redo" }),
    ),
  ).toBe("B");
});

test("typing in one field is one step until one pauses", () => {
  expect(changedBy(type("P", 0), type("Pr", 300), type("Pri", 900)).past).toHaveLength(1);
  expect(changedBy(type("P", 0), type("Pr", 300), type("Pri", 1_400)).past).toHaveLength(2);
});

test("a new change forgets what was undone", () => {
  expect(changedBy(type("A", 0), { type: "undo" }, type("B", 5_000)).future).toEqual([]);
});

test("selecting is no step", () => {
  const history = changedBy({ type: "do", at: 0, action: { type: "select", selection: { stageIds: ["rate"] } } });

  expect(history.past).toEqual([]);
  expect(history.draft.selection.stageIds).toEqual(["rate"]);
});

test("undoing a new stage takes it out of the selection", () => {
  const history = changedBy({ type: "do", at: 0, action: { type: "add_stage", kind: "http" } }, { type: "undo" });

  expect(history.draft.selection.stageIds).toEqual([]);
});

test("with nothing to undo nothing happens", () => {
  const history = openHistory(openDraft(definition));

  expect(changeHistory(history, { type: "undo" })).toBe(history);
});
