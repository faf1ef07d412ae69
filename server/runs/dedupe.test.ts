import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
const workflow = "order.import";

const definition = (more: object = {}) =>
  Definition.parse({
    heddle: 1,
    name: workflow,
    itemId: { $: "input.order" },
    metadata: { order: { $: "input.order" }, region: { $: "input.region" }, source: "shop" },
    dedupe: [{ statuses: ["queued", "running"], fields: ["order", "source"] }],
    stages: [{ id: "a", kind: "transform", config: { expression: "input" } }],
    ...more,
  });

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await publish(editor, definition());
});

const start = (input: object, more: object = {}) => editor.runs.start({ workflow, input, ...more });
const metadataOf = async (runId: number) =>
  (await services.pool.query("select metadata from run where id = $1", [runId])).rows[0]?.metadata;

test("a start is answered with the run that is there already, as long as it has one of the statuses", async () => {
  const first = await start({ order: 1 });
  expect(await start({ order: 1, region: "eu" })).toEqual({ runId: first.runId, deduped: true });
  expect((await start({ order: 2 })).runId).not.toBe(first.runId);

  await editor.runs.cancel({ runId: first.runId });
  expect((await start({ order: 1 })).runId).not.toBe(first.runId);
});

test("of starts at the same moment one is new, the others get its run", async () => {
  const started = await Promise.all(Array.from({ length: 20 }, (_, index) => start({ order: index % 2 })));
  expect(new Set(started.map(({ runId }) => runId)).size).toBe(2);
  expect(started.filter(({ deduped }) => !deduped)).toHaveLength(2);
});

test("starts in one call are deduped among themselves", async () => {
  const { runIds } = await editor.runs.startMany({ workflow, inputs: [{ order: 1 }, { order: 2 }, { order: 1 }] });
  expect(runIds[2]).toBe(runIds[0]);
  expect(new Set(runIds).size).toBe(2);
});

test("a missing field never matches, nor does a value of another type", async () => {
  const runs = [await start({}), await start({}), await start({ order: 1 }), await start({ order: "1" })];
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(4);
});

test("another workflow with the same fields has runs of its own", async () => {
  await publish(editor, { ...definition(), name: "order.export" });
  const { runId } = await start({ order: 1 });
  expect((await editor.runs.start({ workflow: "order.export", input: { order: 1 } })).runId).not.toBe(runId);
});

test("an idempotency key that was answered with another's run is answered so again, although that has ended", async () => {
  const first = await start({ order: 1 });
  expect(await start({ order: 1 }, { idempotencyKey: "k" })).toMatchObject({ runId: first.runId });
  await editor.runs.cancel({ runId: first.runId });
  expect(await start({ order: 1 }, { idempotencyKey: "k" })).toMatchObject({ runId: first.runId });
  await expect(start({ order: 2 }, { idempotencyKey: "k" })).rejects.toMatchObject({ code: "CONFLICT" });
});

test("metadata is evaluated at the start, and what the start gives is laid over it", async () => {
  const { runId } = await start({ order: 7, region: "eu" }, { metadata: { region: "us", urgent: true } });
  expect(await metadataOf(runId)).toEqual({ order: 7, source: "shop", region: "us", urgent: true });
  expect(await editor.runs.get({ runId })).toMatchObject({ priority: 0, metadata: { order: 7, region: "us" } });
});

test("what an expression leaves empty is no field", async () => {
  const { runId } = await start({ order: 8 });
  expect(await metadataOf(runId)).toEqual({ order: 8, source: "shop" });
});

test.each([
  ["an expression gives a list", { order: 1, region: ["eu"] }, {}, "metadata.region"],
  ["it is larger than 64 KiB", { order: 1 }, { metadata: { note: "x".repeat(70_000) } }, "metadata"],
  ["it cannot be stored", { order: 1 }, { metadata: { note: "a\u0000b" } }, "metadata.note"],
  ["the start gives an object", { order: 1 }, { metadata: { note: {} } }, "note"],
  ["a name is none", { order: 1 }, { metadata: { "no name": 1 } }, "metadata"],
])("metadata is refused when %s, and nothing starts", async (_, input, more, field) => {
  await expect(start(input, more)).rejects.toThrow(field);
  expect((await editor.runs.list({})).rows).toEqual([]);
});

test("a priority that is no whole number from -1000 to 1000 is refused", async () => {
  for (const priority of [1_001, -1_001, 0.5]) await expect(start({ order: 1 }, { priority })).rejects.toThrow();
  const { runId } = await start({ order: 1 }, { priority: 1_000 });
  expect((await services.pool.query("select priority from run where id = $1", [runId])).rows).toEqual([
    { priority: 1_000 },
  ]);
});
