import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { RunView } from "#core/views.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let workspace: Workspace;
let editor: Caller;
const NAME = "song.make";

const definition = (words = "'la'", changes: object = {}) =>
  Definition.parse({
    heddle: 1,
    name: NAME,
    input: { type: "object", properties: { mood: { type: "string" } } },
    stages: [
      { id: "write", kind: "transform", config: { expression: words }, input: {} },
      { id: "tune", kind: "transform", config: { expression: "1" }, input: { mood: { $: "input.mood" } } },
      { id: "mix", kind: "transform", config: { expression: "1" }, input: { tune: { $: "stages.tune.output" } } },
    ],
    dependencies: [
      { from: "write", to: "mix" },
      { from: "tune", to: "mix" },
    ],
    changeRequests: { "tune.update": ["tune"] },
    ...changes,
  });

beforeEach(async () => {
  workspace = await newWorkspace(services);
  editor = callerFor(services, await workspace.as("editor"));
  await publish(editor, definition());
});

async function completedRun(): Promise<number> {
  const { runId } = await editor.runs.start({ workflow: NAME, input: { mood: "glad" } });
  await new TestWorker(services.pool).runAll();
  return runId;
}

const stands = ({ stages }: Pick<RunView, "stages">) =>
  Object.fromEntries(stages.map(({ stageId, status, skipReason }) => [stageId, skipReason ?? status]));
const fates = (stages: { stageId: string; fate: string }[]) =>
  Object.fromEntries(stages.map(({ stageId, fate }) => [stageId, fate]));

describe("an update run", () => {
  test("does what the change means and what depends on it, and reuses the rest", async () => {
    const base = await completedRun();
    const { runId } = await editor.runs.update({ runId: base, type: "tune.update", note: "More sad" });

    expect(stands(await editor.runs.get({ runId }))).toEqual({ write: "reused", tune: "pending", mix: "waiting" });
    expect(await editor.runs.get({ runId })).toMatchObject({
      basedOn: { runId: base, type: "tune.update", stages: ["tune"], note: "More sad" },
    });
    // Who does it anew is told why.
    const { rows } = await services.pool.query(
      "select stage_id, feedback, is_seed from task where run_id = $1 order by id",
      [runId],
    );
    expect(rows.map(({ feedback, is_seed }) => [feedback, is_seed])).toEqual([
      [null, false],
      [{ summary: "More sad" }, true],
      [null, false],
    ]);
    // The base run stays as it was.
    expect(stands(await editor.runs.get({ runId: base }))).toEqual({
      write: "completed",
      tune: "completed",
      mix: "completed",
    });
  });

  test("may name stages directly, and takes the whole workflow for a full rebuild", async () => {
    const base = await completedRun();
    const { runId } = await editor.runs.update({ runId: base, stages: ["mix"] });
    expect(stands(await editor.runs.get({ runId }))).toEqual({ write: "reused", tune: "reused", mix: "pending" });

    const full = await editor.runs.update({ runId: base, type: "full_rebuild", force: true });
    expect(stands(await editor.runs.get(full))).toEqual({ write: "pending", tune: "pending", mix: "waiting" });
  });

  test("may have another input, which concerns the stages that see it", async () => {
    const base = await completedRun();
    const { runId } = await editor.runs.update({ runId: base, input: { mood: "sad" } });
    expect(stands(await editor.runs.get({ runId }))).toEqual({ write: "reused", tune: "pending", mix: "waiting" });
  });

  test("may follow a new version: what changed in it runs, what is gone is gone", async () => {
    const base = await completedRun();
    const stages = definition("'lo'").stages.slice(0, 1);
    const next = definition("'lo'", { stages, dependencies: [], changeRequests: {} });
    const { revision } = await editor.workflows.saveDraft({ name: NAME, revision: 2, definition: next });
    await editor.workflows.publish({ name: NAME, revision });
    const { runId } = await editor.runs.update({ runId: base, version: 2 });
    expect(stands(await editor.runs.get({ runId }))).toEqual({ write: "pending" });
  });

  test("of which nothing is to be done ends at once", async () => {
    const base = await completedRun();
    const { runId } = await editor.runs.update({ runId: base });
    expect(await editor.runs.get({ runId })).toMatchObject({ status: "completed" });
  });

  test("is refused while the base run has not completed", async () => {
    const { runId } = await editor.runs.start({ workflow: NAME, input: {} });
    await expect(editor.runs.update({ runId, type: "tune.update" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: `Run ${runId} is queued: only a completed run can be updated`,
    });
  });

  test("is refused on a stale base unless it is forced", async () => {
    const base = await completedRun();
    const newer = await editor.runs.update({ runId: base, stages: ["mix"] });
    await expect(editor.runs.update({ runId: base, stages: ["tune"] })).rejects.toMatchObject({
      code: "CONFLICT",
      message: `Run ${newer.runId} is a newer update of run ${base}; update that one, or force it`,
    });
    expect((await editor.runs.update({ runId: base, stages: ["tune"], force: true })).runId).toBeGreaterThan(
      newer.runId,
    );
  });

  test("of an unknown type is refused with those that are known", async () => {
    const base = await completedRun();
    await expect(editor.runs.update({ runId: base, type: "video.update" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: "type: the workflow knows no change video.update; it knows tune.update, full_rebuild",
    });
    await expect(editor.runs.update({ runId: base, stages: ["nowhere"] })).rejects.toMatchObject({
      message: "stages: there is no stage nowhere in this version",
    });
  });

  test("is unknown to another workspace", async () => {
    const base = await completedRun();
    const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
    await expect(stranger.runs.update({ runId: base, stages: ["mix"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(stranger.runs.previewUpdate({ runId: base })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is started once under an idempotency key, by many at once too", async () => {
    const base = await completedRun();
    const ask = () => editor.runs.update({ runId: base, stages: ["mix"], idempotencyKey: "k" });
    const runs = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    await expect(editor.runs.update({ runId: base, stages: ["tune"], idempotencyKey: "k" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

test("a repeated update is answered with the first run, although the base run was done over since", async () => {
  const base = await completedRun();
  const ask = () => editor.runs.update({ runId: base, stages: ["mix"], idempotencyKey: "k" });
  const first = await ask();
  const { stages } = await editor.runs.get({ runId: base });
  await editor.runs.rerunTasks({ runId: base, taskIds: stages.map(({ taskId }) => taskId) });
  expect(await ask()).toEqual(first);
});

describe("the preview of an update", () => {
  test("says what would run, why, and how long it usually takes, and writes nothing", async () => {
    const base = await completedRun();
    const preview = await editor.runs.previewUpdate({ runId: base, type: "tune.update" });

    expect(fates(preview.stages)).toEqual({ write: "reused", tune: "seed", mix: "suspect" });
    expect(preview.stages.find(({ stageId }) => stageId === "mix")).toMatchObject({
      reason: { because: "depends", on: "tune" },
      usualMs: expect.any(Number),
    });
    expect((await editor.runs.list({})).rows).toHaveLength(1);
    expect(preview.newerRunId).toBeNull();
  });

  test("tells of an update run that is there already", async () => {
    const base = await completedRun();
    const { runId } = await editor.runs.update({ runId: base, stages: ["mix"] });
    expect((await editor.runs.previewUpdate({ runId: base })).newerRunId).toBe(runId);
  });
});
