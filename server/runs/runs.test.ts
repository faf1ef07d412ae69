import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
const workflow = "document.review";

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await publish(editor, gatedDefinition(workflow));
});

const start = (id: string, more: object = {}) => editor.runs.start({ workflow, input: { id }, ...more });

describe("the list of runs", () => {
  test("is newest first, filtered, and paged without a gap", async () => {
    const ids: number[] = [];
    for (const item of ["a", "b", "a", "c", "a"]) ids.push((await start(item)).runId);
    await editor.runs.cancel({ runId: ids[0] ?? 0 });

    const first = await editor.runs.list({ limit: 2 });
    const second = await editor.runs.list({ limit: 3, cursor: first.next });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([...ids].reverse());
    expect(second.next).toBeNull();
    expect((await editor.runs.list({ item: "a" })).rows.map(({ id }) => id)).toEqual([ids[4], ids[2], ids[0]]);
    expect((await editor.runs.list({ status: "canceled", workflow })).rows.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await editor.runs.list({ workflow: "no.such" })).rows).toEqual([]);
  });
});

describe("a fan-out", () => {
  const fanned = Definition.parse({
    heddle: 1,
    name: "fan",
    stages: [
      {
        id: "each",
        kind: "transform",
        config: { expression: "subtask.item" },
        forEach: { items: { $: "input.items" } },
      },
    ],
  });
  const SIZE = 60;

  async function fanOut(): Promise<number> {
    await publish(editor, fanned);
    const { runId } = await editor.runs.start({ workflow: "fan", input: { items: [] } });
    await runTasks(services.pool, ({ stageId, subtask }) => {
      if (stageId !== "each") return { to: "completed", output: null };
      if (subtask === null)
        return {
          to: "fanned_out",
          items: Array.from({ length: SIZE }, (_, index) => index),
          concurrency: null,
          keepsFailures: false,
        };
      if (subtask === 7) return { to: "failed", error: { code: "test", message: "Seven fails" } };
      return { to: "completed", output: subtask };
    });
    return runId;
  }

  test("is counted in the run and never listed there", async () => {
    const run = await editor.runs.get({ runId: await fanOut() });

    expect(run.status).toBe("failed");
    expect(run.stages).toHaveLength(1);
    expect(run.stages[0]?.subtasks).toMatchObject({ total: SIZE, completed: SIZE - 1, failed: 1, waiting: 0 });
  });

  test("is listed in pages, by status when asked", async () => {
    const runId = await fanOut();
    const first = await editor.runs.subtasks({ runId, stageId: "each", limit: 50 });
    const second = await editor.runs.subtasks({ runId, stageId: "each", limit: 50, cursor: first.next });

    expect([...first.rows, ...second.rows].map(({ subtask }) => subtask)).toEqual(
      Array.from({ length: SIZE }, (_, index) => index),
    );
    expect((await editor.runs.subtasks({ runId, stageId: "each", status: "failed" })).rows).toMatchObject([
      { subtask: 7, error: { message: "Seven fails" } },
    ]);
  });
});

describe("a task", () => {
  test("tells its attempts, logs and payloads", async () => {
    const { runId } = await start("doc-1");
    let tries = 0;
    await runTasks(services.pool, () =>
      tries++ === 0
        ? { to: "retrying", error: { code: "test", message: "Not yet" }, delayMs: 0 }
        : { to: "failed", error: { code: "test", message: "Never" } },
    );
    const [stage] = (await editor.runs.get({ runId })).stages;
    const task = await editor.runs.task({ runId, taskId: stage?.taskId ?? 0 });

    expect(task).toMatchObject({
      stageId: "shape",
      status: "failed",
      attempt: 2,
      error: { message: "Never" },
      output: null,
      logs: [],
    });
    expect(task.attempts).toMatchObject([
      { number: 1, outcome: "failed", error: { message: "Not yet" } },
      { number: 2, outcome: "failed", error: { message: "Never" } },
    ]);
  });
});

test("the snapshot of a run and the events after it are the whole story", async () => {
  const { runId } = await start("doc-1");
  const before = await editor.runs.get({ runId });
  await runTasks(services.pool, () => ({ to: "completed", output: 1 }));
  const { events } = await editor.runs.events({ runId, after: before.lastSeq });
  const after = await editor.runs.get({ runId });

  expect(events.map(({ seq }) => seq)).toEqual(
    Array.from({ length: after.lastSeq - before.lastSeq }, (_, index) => before.lastSeq + 1 + index),
  );
  expect(after).toMatchObject({ status: "completed", settledCount: 2, failedCount: 0 });
});

test("a canceled run says so, and canceling it again changes nothing", async () => {
  const { runId } = await start("doc-1");

  expect(await editor.runs.cancel({ runId })).toEqual({ status: "canceled" });
  const { lastSeq } = await editor.runs.get({ runId });
  expect(await editor.runs.cancel({ runId })).toEqual({ status: "canceled" });
  expect((await editor.runs.get({ runId })).lastSeq).toBe(lastSeq);
});
