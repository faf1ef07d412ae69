import { describe, expect, test } from "vitest";
import { changeDraft, connectionRefusal, type Draft, type DraftAction, openDraft } from "#components/editor/draft.ts";
import { readFragment } from "#components/editor/fragment.ts";
import { Definition } from "#core/definition.ts";
import { problemsOf } from "#core/problems.ts";

const empty = Definition.parse({ heddle: 1, name: "prices", stages: [] });
const chain = Definition.parse({
  heddle: 1,
  name: "prices",
  itemId: { $: "input.id" },
  stages: [
    { id: "fetch", kind: "http", config: { method: "GET", url: "https://example.org" }, position: { x: 0, y: 0 } },
    {
      id: "rate",
      kind: "transform",
      config: { expression: "stages.fetch.output.price & 'stages.fetch'" },
      position: { x: 320, y: 0 },
    },
    {
      id: "send",
      kind: "code",
      config: { source: "export default (input) => input" },
      input: { price: { $: "stages.rate.output" } },
      position: { x: 640, y: 0 },
    },
  ],
  dependencies: [
    { from: "fetch", to: "rate" },
    { from: "rate", to: "send", when: { $: "stages.rate.output > 3" } },
  ],
});

const changedBy = (definition: Definition, ...actions: DraftAction[]): Draft =>
  actions.reduce(changeDraft, openDraft(definition));
const select = (...stageIds: string[]): DraftAction => ({ type: "select", selection: { stageIds } });
const idsOf = ({ definition }: Draft) => definition.stages.map(({ id }) => id);
const arrowsOf = ({ definition }: Draft) => definition.dependencies.map(({ from, to }) => `${from} ${to}`);

describe("adding a stage", () => {
  test("it gets a free id from its kind and is selected", () => {
    const draft = changedBy(empty, { type: "add_stage", kind: "http" }, { type: "add_stage", kind: "http" });

    expect(idsOf(draft)).toEqual(["fetch", "fetch2"]);
    expect(draft.selection.stageIds).toEqual(["fetch2"]);
  });

  test("after another stage it stands to its right and depends on it", () => {
    const draft = changedBy(chain, { type: "add_stage", kind: "review", after: "send" });

    expect(arrowsOf(draft)).toContain("send review");
    expect(draft.definition.stages.at(-1)?.position).toEqual({ x: 960, y: 0 });
  });

  test("it never lies on another stage", () => {
    const draft = changedBy(chain, { type: "add_stage", kind: "code", after: "fetch" });

    expect(draft.definition.stages.at(-1)?.position).toEqual({ x: 320, y: 104 });
  });

  test("stages without a place stay where they were shown", () => {
    const unplaced = Definition.parse({
      heddle: 1,
      name: "a",
      stages: [
        { id: "a", kind: "code" },
        { id: "b", kind: "code" },
      ],
    });

    const draft = changedBy(unplaced, { type: "add_stage", kind: "code", at: { x: 500, y: 500 } });

    expect(draft.definition.stages.map(({ position }) => position)).toEqual([
      { x: 0, y: -52 },
      { x: 0, y: 52 },
      { x: 500, y: 500 },
    ]);
  });
});

describe("renaming a stage", () => {
  test("its dependencies and the expressions that read it follow; text in quotes stays", () => {
    const draft = changedBy(
      chain,
      select("fetch"),
      { type: "rename_stage", stageId: "fetch", to: "load" },
      { type: "rename_stage", stageId: "rate", to: "rating" },
    );

    expect(arrowsOf(draft)).toEqual(["load rating", "rating send"]);
    expect(draft.definition.stages[1]?.config.expression).toBe("stages.load.output.price & 'stages.fetch'");
    expect(draft.definition.stages[2]?.input).toEqual({ price: { $: "stages.rating.output" } });
    expect(draft.definition.dependencies[1]?.when).toEqual({ $: "stages.rating.output > 3" });
    expect(draft.selection.stageIds).toEqual(["load"]);
    expect(problemsOf(draft.definition)).toEqual([]);
  });

  test("an id that is taken is not given twice", () => {
    expect(idsOf(changedBy(chain, { type: "rename_stage", stageId: "fetch", to: "rate" }))).toEqual([
      "fetch",
      "rate",
      "send",
    ]);
  });
});

describe("connecting", () => {
  test("two stages are connected once, and never in a cycle", () => {
    const draft = changedBy(
      chain,
      { type: "connect", from: "fetch", to: "send" },
      { type: "connect", from: "fetch", to: "send" },
      { type: "connect", from: "send", to: "fetch" },
      { type: "connect", from: "rate", to: "rate" },
    );

    expect(arrowsOf(draft)).toEqual(["fetch rate", "rate send", "fetch send"]);
    expect(draft.selection.dependencyIds).toEqual(["fetch->send"]);
  });

  test("a refusal says why", () => {
    expect(connectionRefusal(chain, "send", "fetch")).toBe("send waits for fetch already: this would close a cycle.");
    expect(connectionRefusal(chain, "fetch", "rate")).toBe("rate runs after fetch already.");
    expect(connectionRefusal(chain, "fetch", "send")).toBeNull();
  });

  test("what a stage runs after can be set as a whole, and what stays keeps its condition", () => {
    const draft = changedBy(chain, { type: "run_after", stageId: "send", after: ["rate", "fetch"] });

    expect(arrowsOf(draft)).toEqual(["fetch rate", "rate send", "fetch send"]);
    expect(draft.definition.dependencies[1]?.when).toEqual({ $: "stages.rate.output > 3" });
  });

  test("running after nothing takes all dependencies away", () => {
    expect(arrowsOf(changedBy(chain, { type: "run_after", stageId: "send", after: [] }))).toEqual(["fetch rate"]);
  });
});

test("deleting a stage deletes its dependencies", () => {
  const draft = changedBy(chain, select("rate"), { type: "delete_selected" });

  expect([idsOf(draft), arrowsOf(draft)]).toEqual([["fetch", "send"], []]);
});

test("deleting a dependency leaves its stages", () => {
  const draft = changedBy(
    chain,
    { type: "select", selection: { dependencyIds: ["fetch->rate"] } },
    { type: "delete_selected" },
  );

  expect([idsOf(draft), arrowsOf(draft)]).toEqual([["fetch", "rate", "send"], ["rate send"]]);
});

test("moving changes places only, and unmoved stages keep their identity", () => {
  const draft = changedBy(chain, { type: "move", moves: new Map([["rate", { x: 1, y: 2 }]]) });

  expect(draft.definition.stages[1]?.position).toEqual({ x: 1, y: 2 });
  expect(draft.definition.stages[0]).toBe(chain.stages[0]);
});

test("a duplicate has new ids, its inner dependencies and its own references", () => {
  const draft = changedBy(chain, select("fetch", "rate"), { type: "duplicate_selected" });

  expect(idsOf(draft)).toEqual(["fetch", "rate", "send", "fetch2", "rate2"]);
  expect(arrowsOf(draft)).toEqual(["fetch rate", "rate send", "fetch2 rate2"]);
  expect(draft.definition.stages[4]?.config.expression).toBe("stages.fetch2.output.price & 'stages.fetch'");
  expect(draft.selection.stageIds).toEqual(["fetch2", "rate2"]);
});

test("only stages can be pasted", () => {
  expect(readFragment("hello")).toBeNull();
  expect(readFragment('{"heddleStages":1,"stages":[{"id":"no good"}],"dependencies":[]}')).toBeNull();
});

test("an optional setting is taken away by undefined", () => {
  const draft = changedBy(
    chain,
    { type: "change_stage", stageId: "send", change: { title: "Send" } },
    { type: "change_stage", stageId: "send", change: { title: undefined, input: undefined } },
  );

  expect(Object.keys(draft.definition.stages[2] ?? {})).not.toContain("title");
  expect(Object.keys(draft.definition.stages[2] ?? {})).not.toContain("input");
});

test("an action that changes nothing gives the same draft back", () => {
  const draft = openDraft(chain);

  expect(changeDraft(draft, { type: "change_stage", stageId: "send", change: { timeoutMs: 60_000 } })).toBe(draft);
});

test("a stage that is called otherwise is so in the checks that read it", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "checked",
    stages: [
      { id: "fetch", kind: "code" },
      { id: "rate", kind: "code", check: { expression: "output > stages.fetch.output.least" } },
    ],
    dependencies: [{ from: "fetch", to: "rate" }],
  });
  const renamed = changeDraft(openDraft(definition), { type: "rename_stage", stageId: "fetch", to: "load" });
  expect(renamed.definition.stages[1]?.check?.expression).toBe("output > stages.load.output.least");
});

test("renaming a stage reaches the actions that read it", () => {
  const action = (source: string) => ({ on: "success" as const, url: "https://example.org", body: { $: source } });
  const definition = Definition.parse({
    ...chain,
    stages: chain.stages.map((stage) => ({ ...stage, actions: [action("stages.fetch.output")] })),
    actions: [action("stages.fetch.output.price")],
  });
  const { definition: renamed } = changeDraft(openDraft(definition), {
    type: "rename_stage",
    stageId: "fetch",
    to: "load",
  });
  expect(renamed.stages[1]?.actions?.[0]?.body).toEqual({ $: "stages.load.output" });
  expect(renamed.actions?.[0]?.body).toEqual({ $: "stages.load.output.price" });
});
