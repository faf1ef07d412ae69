import { beforeAll, describe, expect, test } from "vitest";
import { callDoor } from "#server/testing/call-door.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const workflow = "batch.items";
let home: Workspace;
let editor: Caller;

beforeAll(async () => {
  home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
  await publish(editor, gatedDefinition(workflow));
});

const countRuns = async () =>
  (
    await services.pool.query<{ n: number }>("select count(*)::int as n from run where workspace_id = $1", [
      home.workspaceId,
    ])
  ).rows[0]?.n ?? 0;
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `item-${index}` }));

describe("a batch", () => {
  test("of 10,000 items starts in one call over HTTP, and its totals add up", async () => {
    const { secret } = await callerFor(services, await home.as("owner")).keys.create({ name: "batch", role: "editor" });
    // More than one run's input may be, as many small ones.
    const text = "x".repeat(1_500);

    const answer = await callDoor(url, "batches.submit", secret, {
      workflow,
      title: "All of them",
      items: items(10_000).map((item) => ({ ...item, text })),
    });

    expect(answer).toMatchObject({ status: 200, data: { batchId: expect.any(Number) } });
    const { batchId } = answer.data as { batchId: number };
    expect(await editor.batches.get({ batchId })).toMatchObject({
      title: "All of them",
      workflowName: workflow,
      runCount: 10_000,
      openCount: 10_000,
      runs: { queued: 10_000, completed: 0 },
      progress: { succeeded: 0, failed: 0, expected: null },
      finishedAt: null,
    });
    const { rows } = await editor.runs.list({ batch: batchId, limit: 1 });
    expect(rows).toMatchObject([{ itemId: "item-9999", status: "queued" }]);
    expect(await editor.batches.stop({ batchId })).toEqual({ canceled: 10_000 });

    expect(await editor.batches.get({ batchId })).toMatchObject({ openCount: 0, canceledCount: 10_000 });
    expect(await editor.batches.stop({ batchId })).toEqual({ canceled: 0 });
  });

  test("with one item that does not fit names it, and starts nothing", async () => {
    const before = await countRuns();
    const bad: unknown[] = items(50);
    bad[37] = { id: 7 };

    await expect(editor.batches.submit({ workflow, items: bad })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: { field: "items.37.id" },
    });

    expect(await countRuns()).toBe(before);
  });

  test("under a key that was used before answers with the first one, another request is refused", async () => {
    const asked = { workflow, items: items(3), idempotencyKey: "nightly" };
    const first = await editor.batches.submit(asked);
    const before = await countRuns();

    expect(await editor.batches.submit(asked)).toEqual(first);
    await expect(editor.batches.submit({ ...asked, items: items(4) })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await countRuns()).toBe(before);
  });

  test.each([
    ["no items", [], "items"],
    ["more than 10,000", items(10_001), "items"],
  ])("of %s is refused", async (_, given, field) => {
    await expect(editor.batches.submit({ workflow, items: given })).rejects.toThrow(field);
  });

  test("keeps its priority, and what is told once it ends", async () => {
    const asked = { workflow, items: items(2), priority: 7, metadata: { customer: "acme" } };
    const hook = { url: "https://example.org/done", body: { batch: { $: "batch.id" } } };
    const { batchId } = await editor.batches.submit({ ...asked, onComplete: [hook] });
    const { rows } = await services.pool.query(
      "select distinct priority, metadata::text from run where batch_id = $1",
      [batchId],
    );
    expect(rows).toEqual([{ priority: 7, metadata: '{"customer":"acme"}' }]);
    await editor.batches.stop({ batchId });
    const { rows: sent } = await services.pool.query("select trigger, action from delivery where batch_id = $1", [
      batchId,
    ]);
    expect(sent).toEqual([{ trigger: "complete", action: 0 }]);

    const broken = { ...hook, body: { $: "1 +" } };
    await expect(editor.batches.submit({ ...asked, onComplete: [broken] })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await expect(editor.batches.submit({ ...asked, priority: 1_001 })).rejects.toThrow("priority");
  });

  test("sums what the tasks of its runs have reported", async () => {
    const { batchId } = await editor.batches.submit({ workflow, items: items(3) });
    await services.pool.query(
      `insert into progress (task_id, run_id, succeeded, failed, expected)
       select t.id, t.run_id, 5, 1, case when r.item_id <> 'item-0' then 10 end
       from task t join run r on r.id = t.run_id where r.batch_id = $1 and t.stage_id = 'shape'`,
      [batchId],
    );
    const { progress } = await editor.batches.get({ batchId });
    expect(progress).toEqual({ succeeded: 15, failed: 3, expected: 20 });
  });

  test("is listed newest first, page by page", async () => {
    const { rows, next } = await editor.batches.list({ limit: 2 });
    const rest = await editor.batches.list({ cursor: next });
    const ids = [...rows, ...rest.rows].map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });
});
