import { expect, test } from "vitest";
import { emptyUpdate, stagesOfType, updateReducer, updateRequest } from "#components/run/update-draft.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "song",
  stages: ["tune", "mix"].map((id) => ({ id, kind: "transform", config: { expression: "1" } })),
  dependencies: [{ from: "tune", to: "mix" }],
  changeRequests: { "tune.update": ["tune"] },
});
const empty = emptyUpdate(3);

test("a type names its stages, a full rebuild names all, and no type names none", () => {
  expect(stagesOfType(definition, "tune.update")).toEqual(["tune"]);
  expect(stagesOfType(definition, "full_rebuild")).toEqual(["tune", "mix"]);
  expect(stagesOfType(definition, null)).toEqual([]);
});

test("a stage is picked by one click and dropped by the next", () => {
  const once = updateReducer(empty, { do: "pick", stageId: "mix", definition });
  const twice = updateReducer(once, { do: "pick", stageId: "mix", definition });

  expect([once.picked, twice.picked]).toEqual([["mix"], []]);
});

test("a stage that the type names already is not picked beside it", () => {
  const chosen = updateReducer(empty, { do: "choose", type: "tune.update" });

  expect(updateReducer(chosen, { do: "pick", stageId: "tune", definition }).picked).toEqual([]);
  expect(updateReducer(chosen, { do: "pick", stageId: "mix", definition }).picked).toEqual(["mix"]);
});

test("another version keeps of what was chosen what it knows", () => {
  const draft = { ...empty, type: "tune.update", picked: ["mix", "tune"] };
  const other = { ...definition, stages: definition.stages.slice(0, 1), changeRequests: {} };

  expect(updateReducer(draft, { do: "follow", version: 4, definition: other })).toEqual({
    ...draft,
    version: 4,
    type: null,
    picked: ["tune"],
  });
  expect(updateReducer(draft, { do: "follow", version: 4, definition }).type).toBe("tune.update");
});

test("only what was said is asked", () => {
  expect(updateRequest(12, empty)).toEqual({ runId: 12, version: 3 });
  expect(updateRequest(12, { ...empty, type: "tune.update", picked: ["mix"], input: { value: null } })).toEqual({
    runId: 12,
    version: 3,
    type: "tune.update",
    stages: ["mix"],
    input: null,
  });
});
