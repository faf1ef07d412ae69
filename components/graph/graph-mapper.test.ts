import { expect, test } from "vitest";
import { createGraphMapper, type GraphLook, NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import { Definition } from "#core/definition.ts";

const definition = Definition.parse({
  heddle: 1,
  name: "prices",
  stages: [
    { id: "fetch", kind: "http", title: "Fetch prices" },
    { id: "rate", kind: "code" },
  ],
  dependencies: [{ from: "fetch", to: "rate", requiresSuccess: false }],
});
const look: GraphLook = { positions: new Map([["fetch", { x: 0, y: 0 }]]), selection: NOTHING_SELECTED };

test("a definition becomes one node a stage and one edge a dependency", () => {
  const { nodes, edges } = createGraphMapper()(definition, look);

  expect(nodes.map(({ id, data, ariaLabel }) => [id, data.title, ariaLabel])).toEqual([
    ["fetch", "Fetch prices", "Fetch prices"],
    ["rate", "rate", "rate"],
  ]);
  expect(edges.map(({ id, ariaLabel }) => [id, ariaLabel])).toEqual([
    ["fetch->rate", "Dependency from fetch to rate, may fail"],
  ]);
});

test("a condition is shown without the name of the stage that it reads", () => {
  const when = { $: "stages.fetch.output.decision = 'approved'" };
  const conditional = { ...definition, dependencies: [{ from: "fetch", to: "rate", requiresSuccess: true, when }] };

  expect(createGraphMapper()(conditional, look).edges[0]?.ariaLabel).toBe(
    "Dependency from fetch to rate, when decision = 'approved'",
  );
});

test("what did not change keeps its object, what changed gets a new one", () => {
  const map = createGraphMapper();
  const before = map(definition, look);
  const [fetch, rate] = definition.stages;
  if (!fetch || !rate) throw new Error("two stages");

  const after = map({ ...definition, stages: [{ ...fetch, title: "Fetch" }, rate] }, look);

  expect(after.nodes[0]).not.toBe(before.nodes[0]);
  expect(after.nodes[1]).toBe(before.nodes[1]);
  expect(after.edges[0]).toBe(before.edges[0]);
});

test("a stage that is moved or selected keeps its data, so that its content is not drawn again", () => {
  const map = createGraphMapper();
  const before = map(definition, look);

  const after = map(definition, {
    positions: new Map([["fetch", { x: 40, y: 20 }]]),
    selection: { stageIds: ["fetch"], dependencyIds: [] },
  });

  expect(after.nodes[0]).toMatchObject({ position: { x: 40, y: 20 }, selected: true });
  expect(after.nodes[0]?.data).toBe(before.nodes[0]?.data);
});

test("a broken draft is drawn as far as it makes sense", () => {
  const stage = definition.stages[0];
  if (!stage) throw new Error("a stage");
  const broken = {
    ...definition,
    stages: [stage, stage],
    dependencies: [...definition.dependencies, { from: "fetch", to: "nowhere", requiresSuccess: true }],
  };

  const { nodes, edges } = createGraphMapper()(broken, look);

  expect([nodes.length, edges.length]).toEqual([1, 0]);
});

test("a stage of a run is called by its title, its status and the progress of its fan-out", () => {
  const subtasks = {
    total: 12,
    waiting: 0,
    pending: 4,
    running: 1,
    completed: 6,
    failed: 1,
    skipped: 0,
    canceled: 0,
    awaiting_review: 0,
  };
  const progress = new Map([["fetch", { status: "running" as const, startedAt: null, finishedAt: null, subtasks }]]);

  const { nodes } = createGraphMapper()(definition, { ...look, progress });

  expect(nodes[0]?.ariaLabel).toBe("Fetch prices, running, 7 of 12, 1 failed");
});

test("a stage of a plan is called by its title, what would become of it, and why", () => {
  const map = createGraphMapper();
  const fates = () =>
    new Map([
      ["fetch", { fate: "runs" as const, reason: "You named it" }],
      ["rate", { fate: "reused" as const, reason: null }],
    ]);

  const before = map(definition, { ...look, fates: fates() });
  const again = map(definition, { ...look, fates: fates() });
  const after = map(definition, { ...look, fates: fates().set("rate", { fate: "runs", reason: "New" }) });

  expect(before.nodes.map(({ ariaLabel }) => ariaLabel)).toEqual([
    "Fetch prices, will run: you named it",
    "rate, reused",
  ]);
  expect(again.nodes).toEqual(before.nodes);
  expect(again.nodes[0]).toBe(before.nodes[0]);
  expect(after.nodes.map(({ ariaLabel }) => ariaLabel)[1]).toBe("rate, will run: new");
});
