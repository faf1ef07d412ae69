import { describe, expect, test } from "vitest";
import { typeRefusal } from "#components/editor/change-types.ts";
import { changeDraft, type Draft, type DraftAction, openDraft } from "#components/editor/draft.ts";
import { changeHistory, openHistory } from "#components/editor/history.ts";
import { Definition } from "#core/definition.ts";
import { problemsOf } from "#core/problems.ts";

const campaign = Definition.parse({
  heddle: 1,
  name: "campaign",
  stages: ["voice", "music", "mix"].map((id) => ({ id, kind: "code", config: { source: "export default () => 1" } })),
  changeRequests: { "audio.update": ["voice", "music"], "style.update": ["mix"] },
});

const changedBy = (...actions: DraftAction[]): Draft => actions.reduce(changeDraft, openDraft(campaign));
const changesIn = ({ definition }: Draft) => definition.changeRequests;
const startPicking: DraftAction = { type: "start_picking", changeType: "audio.update" };

describe("the stages of a change", () => {
  test("are called as the stage is now", () => {
    const draft = changedBy({ type: "rename_stage", stageId: "music", to: "song" });

    expect(changesIn(draft)).toEqual({ "audio.update": ["voice", "song"], "style.update": ["mix"] });
    expect(problemsOf(draft.definition)).toEqual([]);
  });

  test("are without those that were deleted; a change that has none left waits for another", () => {
    const draft = changedBy({ type: "select", selection: { stageIds: ["music", "mix"] } }, { type: "delete_selected" });

    expect(changesIn(draft)).toEqual({ "audio.update": ["voice"], "style.update": [] });
    expect(problemsOf(draft.definition)).toMatchObject([{ path: ["changeRequests", "style.update"] }]);
  });

  test("come back when the deletion is undone", () => {
    const opened = openHistory(openDraft(campaign));
    const actions: DraftAction[] = [
      { type: "select", selection: { stageIds: ["music"] } },
      { type: "delete_selected" },
    ];
    const deleted = actions.reduce((history, action) => changeHistory(history, { type: "do", action, at: 0 }), opened);

    expect(changesIn(deleted.draft)).toEqual({ "audio.update": ["voice"], "style.update": ["mix"] });
    expect(changesIn(changeHistory(deleted, { type: "undo" }).draft)).toEqual(campaign.changeRequests);
  });

  test("of a workflow without changes stay none", () => {
    const plain = openDraft(Definition.parse({ ...campaign, changeRequests: undefined }));
    const draft = changeDraft(plain, { type: "delete_selected" });

    expect(Object.keys(draft.definition)).not.toContain("changeRequests");
  });
});

describe("picking stages in the graph", () => {
  test("a click puts a stage in, another takes it out, and nothing is selected meanwhile", () => {
    const draft = changedBy(
      { type: "select_all" },
      startPicking,
      { type: "pick", stageIds: ["mix"] },
      { type: "pick", stageIds: ["voice"] },
    );

    expect(changesIn(draft)?.["audio.update"]).toEqual(["music", "mix"]);
    expect([draft.picking, draft.selection.stageIds]).toEqual(["audio.update", []]);
  });

  test("each click is a step that is undone, and picking goes on", () => {
    const actions: DraftAction[] = [
      startPicking,
      ...["mix", "voice"].map((id) => ({ type: "pick" as const, stageIds: [id] })),
    ];
    const picked = actions.reduce(
      (history, action) => changeHistory(history, { type: "do", action, at: 0 }),
      openHistory(openDraft(campaign)),
    );
    const { draft } = changeHistory(picked, { type: "undo" });

    expect(changesIn(draft)?.["audio.update"]).toEqual(["voice", "music", "mix"]);
    expect(draft.picking).toBe("audio.update");
  });

  test.each<[string, DraftAction]>([
    ["it is stopped", { type: "stop_picking" }],
    ["something is selected", { type: "select_all" }],
    ["the change is taken away", { type: "set_changes", changeRequests: { "style.update": ["mix"] } }],
  ])("ends when %s, and a click then changes nothing", (_, action) => {
    const draft = changedBy(startPicking, action);

    expect(draft.picking).toBeUndefined();
    expect(changeDraft(draft, { type: "pick", stageIds: ["mix"] })).toBe(draft);
  });
});

test("a change has a name of its own in small letters, and full_rebuild is taken", () => {
  const refusals = ["Audio", "audio.update", "full_rebuild", "text.update"].map((name) =>
    typeRefusal(campaign.changeRequests ?? {}, name),
  );

  expect(refusals).toEqual([
    expect.stringMatching(/^A change starts with a small letter/),
    "There is a change audio.update already.",
    "full_rebuild is there already, and means all stages.",
    null,
  ]);
});
