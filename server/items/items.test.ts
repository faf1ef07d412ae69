import { beforeEach, describe, expect, test } from "vitest";
import type { TaskStatus } from "#core/statuses.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
const workflow = "document.review";
const REVIEW = { summary: "", details: null, form: null, assignees: [], onReject: "fail" as const };

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await publish(editor, gatedDefinition(workflow));
});

const start = async (...ids: string[]): Promise<number[]> => {
  const runs: number[] = [];
  for (const id of ids) runs.push((await editor.runs.start({ workflow, input: { id } })).runId);
  return runs;
};

/** Runs all to their gate; the first stage of the named runs fails. */
const runAll = (failing: readonly number[] = []) =>
  runTasks(services.pool, ({ runId, stageId }) => {
    if (stageId === "approve") return { to: "awaiting_review", review: REVIEW };
    return failing.includes(runId)
      ? { to: "failed", error: { code: "test", message: "It was told to fail" } }
      : { to: "completed", output: 1 };
  });

const idsOf = (rows: readonly { itemId: string }[]) => rows.map(({ itemId }) => itemId);
const withStage = async (stage: string, status: TaskStatus) =>
  idsOf((await editor.items.query({ workflow, stage, status })).rows);

describe("the items of a workflow", () => {
  test("are none while nothing ran", async () => {
    expect(await editor.items.list({ workflow })).toEqual({ rows: [], next: null });
  });

  test("are shown once each, by their latest run, the newest first", async () => {
    const [, second, , fourth] = await start("a", "b", "a", "a");
    await runAll();

    const { rows, next } = await editor.items.list({ workflow });

    expect(rows).toMatchObject([
      {
        itemId: "a",
        runId: fourth,
        status: "awaiting_review",
        cells: { shape: { status: "completed" }, approve: { status: "awaiting_review" } },
      },
      { itemId: "b", runId: second },
    ]);
    expect(next).toBeNull();
  });

  test("come in pages without a gap", async () => {
    await start("a", "b", "c", "a", "d");
    const first = await editor.items.list({ workflow, limit: 2 });
    const second = await editor.items.list({ workflow, limit: 2, cursor: first.next });
    expect([...idsOf(first.rows), ...idsOf(second.rows)]).toEqual(["d", "a", "c", "b"]);
    expect(second.next).toBeNull();
  });

  test("are of this workflow only, and a run without an item is none", async () => {
    const other = { ...gatedDefinition("other.flow") };
    const { itemId: _, ...without } = gatedDefinition("without.items");
    await publish(editor, other);
    await publish(editor, without);
    await start("a");
    await editor.runs.start({ workflow: "other.flow", input: { id: "b" } });
    await editor.runs.start({ workflow: "without.items", input: { id: "c" } });
    expect(idsOf((await editor.items.list({ workflow })).rows)).toEqual(["a"]);
    expect(await editor.items.list({ workflow: "without.items" })).toEqual({ rows: [], next: null });
  });

  test("tell of a fan-out how many of its subtasks are open and failed", async () => {
    await start("a");
    await runTasks(services.pool, ({ subtask }) =>
      subtask === null
        ? { to: "fanned_out", items: [1, 2, 3], concurrency: 2, keepsFailures: false }
        : subtask === 0
          ? { to: "failed", error: { code: "test", message: "It was told to fail" } }
          : { to: "retrying", error: { code: "test", message: "Later" }, delayMs: 60_000 },
    );
    const { rows } = await editor.items.list({ workflow });
    expect(rows[0]?.cells.shape).toEqual({ status: "running", total: 3, open: 2, failed: 1 });
  });
});

describe("a filter by stage and status", () => {
  test("looks at the latest run of each item only", async () => {
    const [first] = await start("a", "b");
    await runAll(first ? [first] : []);
    expect(await withStage("shape", "failed")).toEqual(["a"]);
    await start("a");
    expect(await withStage("shape", "failed")).toEqual([]);
    expect(await withStage("shape", "pending")).toEqual(["a"]);
    expect(await withStage("approve", "awaiting_review")).toEqual(["b"]);
  });

  test("without a stage finds items of which any stage stands so", async () => {
    const [first] = await start("a", "b");
    await runAll(first ? [first] : []);
    const { rows } = await editor.items.list({ workflow, status: "failed" });
    expect(idsOf(rows)).toEqual(["a"]);
  });
});

describe("a search", () => {
  test("finds items by the beginning of their id, by id, in pages", async () => {
    await start("order-2", "invoice-1", "order-10", "order-2", "ORDER-3");
    const first = await editor.items.list({ workflow, search: "order-", limit: 1 });
    const second = await editor.items.list({ workflow, search: "order-", limit: 1, cursor: first.next });
    expect([...idsOf(first.rows), ...idsOf(second.rows)]).toEqual(["order-10", "order-2"]);
    expect(second.next).toBeNull();
  });

  test("takes every character for itself", async () => {
    await start("50%", "50x", "a_b");
    expect(idsOf((await editor.items.list({ workflow, search: "50%" })).rows)).toEqual(["50%"]);
    expect(idsOf((await editor.items.list({ workflow, search: "a_" })).rows)).toEqual(["a_b"]);
    expect(idsOf((await editor.items.list({ workflow, search: "_" })).rows)).toEqual([]);
  });

  test("does not go on from a cursor of another list", async () => {
    await start("a", "b");
    const { next } = await editor.items.list({ workflow, limit: 1 });
    await expect(editor.items.list({ workflow, search: "a", cursor: next })).rejects.toMatchObject({
      message: "cursor: is not one that this list has given",
    });
  });
});
