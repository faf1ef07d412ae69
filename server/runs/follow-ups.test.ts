import { beforeAll, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { claimSpawns, failSpawn } from "#server/engine/spawns.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let editor: Caller;
let parent: number;

const stages = [{ id: "a", kind: "transform", config: { expression: "1" } }];
beforeAll(async () => {
  home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
  await publish(editor, Definition.parse({ heddle: 1, name: "child", title: "Child", stages }));
  const [stage] = stages;
  const spawning = { ...stage, spawns: [{ workflow: "child" }, { workflow: "child" }] };
  await publish(editor, Definition.parse({ heddle: 1, name: "parent", title: "Parent", stages: [spawning] }));
  ({ runId: parent } = await editor.runs.start({ workflow: "parent", input: {} }));
  await runTasks(services.pool, () => ({ to: "completed", output: null }));
});

test("what a run has started is listed page by page, and each of those names its origin", async () => {
  const { rows: versions } = await services.pool.query(
    `select v.id as version_id, w.id as workflow_id from version v join workflow w on w.id = v.workflow_id where w.name = 'child'`,
  );
  const { stages: tasks } = await editor.runs.get({ runId: parent });
  const request = {
    ...versions[0],
    workspace_id: home.workspaceId,
    item_id: null,
    input: {},
    input_hash: null,
    input_size: 2,
    started_by: `run ${parent}`,
    idempotency_key: null,
    request_hash: null,
    origin_run_id: parent,
    origin_task_id: tasks[0]?.taskId,
  };
  await startRuns(services.pool, [request, request, { ...request, start_at: "2100-01-01T00:00:00Z" }], 15_000);

  const first = await editor.runs.followUps({ runId: parent, limit: 2 });
  const second = await editor.runs.followUps({ runId: parent, cursor: first.next });
  const rows = [...first.rows, ...second.rows];
  expect(rows).toMatchObject([
    { workflowName: "child", stageId: "a", isAwaited: false, startAt: null },
    { status: "queued" },
    { startAt: "2100-01-01T00:00:00.000Z" },
  ]);
  expect(await editor.runs.get({ runId: rows[2]?.id ?? 0 })).toMatchObject({
    origin: { runId: parent, workflowName: "parent", workflowTitle: "Parent", stageId: "a", isAwaited: false },
    startAt: "2100-01-01T00:00:00.000Z",
  });
  expect(await editor.runs.get({ runId: parent })).toMatchObject({ origin: null, batchId: null, startAt: null });
});

test("a follow-up that failed is shown first, and can be tried again by those who may start runs", async () => {
  const [claimed] = await claimSpawns(services.pool, 2, 60_000);
  if (!claimed) throw new Error("Follow-ups were expected");
  await failSpawn(services.pool, claimed, { code: "bad_input", message: "input.id: is missing" });

  const { rows } = await editor.runs.spawns({ runId: parent });
  expect(rows).toMatchObject([
    {
      id: claimed.spawnId,
      workflow: "child",
      stageId: "a",
      status: "failed",
      error: { message: "input.id: is missing" },
    },
    { status: "pending" },
  ]);
  const asked = { runId: parent, spawnId: claimed.spawnId };
  const viewer = callerFor(services, await home.as("viewer"));
  await expect(viewer.runs.retrySpawn(asked)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await editor.runs.retrySpawn(asked)).toEqual({ status: "pending" });
  expect((await editor.runs.spawns({ runId: parent, limit: 1 })).rows).toMatchObject([
    { status: "pending", error: null },
  ]);
});

test("a stage that waits for a run names it", async () => {
  const waiting = { id: "wait", kind: "workflow", config: { workflow: "child" } };
  await publish(editor, Definition.parse({ heddle: 1, name: "waiting", title: "", stages: [waiting] }));
  const { runId } = await editor.runs.start({ workflow: "waiting", input: {} });
  const { rows } = await services.pool.query(
    `select v.id as version_id, w.id as workflow_id from version v join workflow w on w.id = v.workflow_id where w.name = 'child'`,
  );
  const child = {
    ...rows[0],
    workspace_id: home.workspaceId,
    input: {},
    input_size: 2,
    started_by: `run ${runId}`,
  };
  await runTasks(services.pool, (task) =>
    task.runId === runId && !(task.suspension as { status?: string } | null)?.status
      ? { to: "suspended", suspension: { for: "run" }, wakeAt: null, child }
      : { to: "awaiting_review", review: { summary: "", details: null, form: null, assignees: [], onReject: "fail" } },
  );
  const { rows: started } = await editor.runs.followUps({ runId });
  expect(started).toMatchObject([
    { workflowName: "child", stageId: "wait", isAwaited: true, status: "awaiting_review" },
  ]);
  expect((await editor.runs.get({ runId })).stages).toMatchObject([
    { status: "suspended", suspension: { for: "run", runId: started[0]?.id } },
  ]);
});
