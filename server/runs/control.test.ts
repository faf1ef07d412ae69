import { beforeAll, describe, expect, test } from "vitest";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let workspace: Workspace;
let editor: Caller;
let reviewer: Caller;
let email: string;

beforeAll(async () => {
  workspace = await newWorkspace(services);
  const principal = await workspace.as("editor");
  email = principal.by;
  editor = callerFor(services, principal);
  reviewer = callerFor(services, await workspace.as("reviewer"));
});

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "ANSWERED",
    ({ code, message, cause }) => ({ code, message, field: cause?.field, status: cause?.status }),
  );

describe("changing a run by hand", () => {
  test("answers how it stands, and is told with the name of who did it", async () => {
    const { runId } = await gatedRun(services, workspace, "pausing");
    expect(await editor.runs.pause({ runId })).toEqual({ status: "paused", changed: [] });
    expect(await editor.runs.pause({ runId })).toEqual({ status: "paused", changed: [] });
    expect(await editor.runs.resume({ runId })).toEqual({ status: "awaiting_review", changed: [] });
    const { events } = await editor.runs.events({ runId });
    const told = events.filter(({ type }) => type === "run.paused" || type === "run.resumed");
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      ["run.paused", { by: email }],
      ["run.resumed", { by: email }],
    ]);
  });

  test("that has ended is refused with its status", async () => {
    const { runId, seen } = await gatedRun(services, workspace, "ended");
    await reviewer.reviews.decide({ ...seen, decision: "rejected", comment: "No", form: { risk: "low" } });
    const refused = { code: "CONFLICT", field: "runId", status: "failed" };
    expect(await refusal(editor.runs.pause({ runId }))).toMatchObject(refused);
    expect(await refusal(editor.runs.cancel({ runId }))).toMatchObject(refused);
    expect(await editor.runs.retry({ runId, epoch: 0 })).toMatchObject({ status: "running" });
  });
});

describe("doing a gate over", () => {
  test("opens a new review, and keeps the decision of the round before as history", async () => {
    const { runId, taskId, seen } = await gatedRun(services, workspace, "again");
    await reviewer.reviews.decide({ ...seen, decision: "approved", form: { risk: "low" } });
    const { changed } = await editor.runs.rerunTasks({ runId, taskIds: [taskId] });
    await runTasks(services.pool, () => ({ to: "completed", output: null }));
    const rounds = await editor.runs.rounds({ runId, stageId: "approve" });
    expect(rounds.map(({ taskId: id, round, status }) => [id, round, status])).toEqual([
      [changed[0], 2, "completed"],
      [taskId, 1, "completed"],
    ]);
    expect(await editor.runs.get({ runId })).toMatchObject({ epoch: 1, status: "completed", settledCount: 2 });
  });

  test("is refused while it is open, naming the task and its status", async () => {
    const { runId, taskId } = await gatedRun(services, workspace, "open");
    expect(await refusal(editor.runs.rerunTasks({ runId, taskIds: [taskId] }))).toEqual({
      code: "CONFLICT",
      message: `Task ${taskId} is awaiting_review and cannot run again: only what has ended, and was reached, can`,
      field: "taskIds",
      status: "awaiting_review",
    });
    expect(await refusal(editor.runs.skipTasks({ runId, taskIds: [taskId + 1_000] }))).toMatchObject({
      code: "NOT_FOUND",
      field: "taskIds",
    });
    expect(await editor.runs.cancelTasks({ runId, taskIds: [taskId] })).toEqual({
      status: "failed",
      changed: [taskId],
    });
    expect(await editor.runs.skipTasks({ runId, taskIds: [taskId] })).toMatchObject({ status: "completed" });
  });
});
