import { afterEach, beforeAll, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { StageRule } from "#core/rule.ts";
import { COMPLETED, TestWorker } from "#server/engine/testing/test-worker.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const worker = new TestWorker(services.pool);
let editor: Caller;
const workflow = "limited";

beforeAll(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  const stages = [{ id: "a", kind: "transform", config: { expression: "1" } }];
  await publish(editor, Definition.parse({ heddle: 1, name: workflow, stages }));
});
afterEach(() => services.pool.query("truncate run, batch, slot, task_slot cascade"));

const submit = async (count: number) =>
  (await editor.batches.submit({ workflow, items: Array.from({ length: count }, () => ({})) })).batchId;
const atOnce = (max: number): StageRule[] => [{ type: "concurrency", fields: [], max }];

test("rules that are replaced hold for what has not started, and for no other batch", async () => {
  const [limited, free] = [await submit(6), await submit(3)];
  expect(await editor.batches.setRules({ batchId: limited, stage: "a", rules: atOnce(2) })).toEqual({ runs: 6 });
  const claimed = await worker.claim();
  expect(claimed).toHaveLength(5);
  const { rows } = await services.pool.query("select batch_id as batch from run where id = any ($1)", [
    claimed.map(({ runId }) => runId),
  ]);
  expect(rows.filter(({ batch }) => batch === limited)).toHaveLength(2);
  expect(rows.filter(({ batch }) => batch === free)).toHaveLength(3);
});

test("a rule that is loosened or taken away lets what waited for it start at once", async () => {
  const batchId = await submit(6);
  await editor.batches.setRules({ batchId, stage: "a", rules: atOnce(0) });
  expect(await worker.claim()).toEqual([]);
  await editor.batches.setRules({ batchId, stage: "a", rules: atOnce(2) });
  const first = await worker.claim();
  expect(first).toHaveLength(2);
  expect((await editor.batches.get({ batchId })).rules).toEqual({ a: atOnce(2) });
  await editor.batches.setRules({ batchId, stage: "a", rules: null });
  expect(await worker.claim()).toHaveLength(4);
  await worker.settle(first, COMPLETED);
  expect((await editor.batches.get({ batchId })).rules).toEqual({});
});

test("a stage that the batch does not have is refused by name, and so is a rule that is none", async () => {
  const batchId = await submit(1);
  await expect(editor.batches.setRules({ batchId, stage: "b", rules: [] })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "stage" },
  });
  const wrong = [{ type: "concurrency", max: -1 }] as never;
  await expect(editor.batches.setRules({ batchId, stage: "a", rules: wrong })).rejects.toThrow("max");
});
