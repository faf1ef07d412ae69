import { beforeEach, describe, expect, test } from "vitest";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
const workflow = "document.review";

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await publish(editor, gatedDefinition(workflow));
});

const start = (id: string, more: object = {}) => editor.runs.start({ workflow, input: { id }, ...more });

describe("a start", () => {
  test("finds its item and knows its first event", async () => {
    const { runId } = await start("doc-1");

    expect(await editor.runs.get({ runId })).toMatchObject({
      itemId: "doc-1",
      version: 1,
      status: "queued",
      taskCount: 2,
      lastSeq: 1,
    });
    expect((await editor.runs.events({ runId })).events).toMatchObject([
      { seq: 1, type: "run.status", data: { status: "queued" } },
    ]);
  });

  test("with the same idempotency key answers with the first run", async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => start("doc-1", { idempotencyKey: "k" })));

    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    expect((await editor.runs.list({})).rows).toHaveLength(1);
  });

  test("with the same idempotency key answers with the first run although the workflow is archived by now", async () => {
    const { runId } = await start("doc-1", { idempotencyKey: "k" });
    await editor.workflows.archive({ name: workflow });

    expect(await start("doc-1", { idempotencyKey: "k" })).toEqual({ runId });
    await expect(start("doc-1")).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("whose item cannot be stored is refused", async () => {
    const definition = { ...gatedDefinition("odd.item"), itemId: { $: '"a\\u0000b"' } };
    await publish(editor, definition);

    await expect(editor.runs.start({ workflow: "odd.item", input: { id: "x" } })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(/^itemId: .*NUL/),
    });
  });

  test("with the key of another request is refused", async () => {
    await start("doc-1", { idempotencyKey: "k" });

    await expect(start("doc-2", { idempotencyKey: "k" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("keeps the version that it was made from, whatever is published since", async () => {
    const { runId } = await start("doc-1");
    const before = await editor.runs.get({ runId });
    const { draft, revision } = await editor.workflows.get({ name: workflow });
    const saved = await editor.workflows.saveDraft({
      name: workflow,
      revision,
      definition: { ...draft, stages: draft.stages.slice(0, 1), dependencies: [] },
    });
    expect(await editor.workflows.publish({ name: workflow, revision: saved.revision })).toEqual({ version: 2 });

    expect(await editor.runs.get({ runId })).toEqual(before);
    expect(before).toMatchObject({ version: 1, taskCount: 2 });
  });

  test("of many at the same time makes each its own run", async () => {
    const runs = await Promise.all(Array.from({ length: 50 }, (_, index) => start(`doc-${index}`)));

    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(50);
    const { rows } = await editor.runs.list({ limit: 50 });
    expect(new Set(rows.map(({ itemId }) => itemId)).size).toBe(50);
  });

  test("keeps an input that is too large for a row as an artifact", async () => {
    const input = { id: "big", text: "x".repeat(100_000) };
    const { runId } = await editor.runs.start({ workflow, input });

    const { rows } = await services.pool.query("select input, input_hash as hash from run where id = $1", [runId]);
    expect(rows[0].input).toBeNull();
    expect(await services.artifacts.readJson(rows[0].hash)).toEqual(input);
  });

  test("of thousands answers in the order of the inputs", async () => {
    const inputs = Array.from({ length: 2_000 }, (_, index) => ({ id: `item-${index}` }));
    const { runIds } = await editor.runs.startMany({ workflow, inputs });

    expect(runIds).toEqual([...runIds].sort((a, b) => a - b));
    const last = runIds.at(-1) ?? 0;
    expect((await editor.runs.get({ runId: last })).itemId).toBe("item-1999");
  });
});
