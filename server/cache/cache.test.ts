import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
let viewer: Caller;

beforeEach(async () => {
  const home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
  viewer = callerFor(services, await home.as("viewer"));
});

/** Keeps an output of a stage for each hash, as runs of the workflow would have; the last hash is the newest. */
async function keep(workflow: string, stageId: string, hashes: string[], { size = 100, hits = 0, age = "0 s" } = {}) {
  const stages = ["draw", "sing"].map((id) => ({ id, kind: "transform", config: { expression: "1" } }));
  await editor.workflows.get({ name: workflow }).catch(async () => {
    await publish(editor, Definition.parse({ heddle: 1, name: workflow, title: `Title of ${workflow}`, stages }));
  });
  const { runId } = await editor.runs.start({ workflow, input: {} });
  await services.pool.query(
    `insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size, hit_count, created_at)
     select gen_random_uuid(), r.workspace_id, r.workflow_id, $2, h.hash, r.id, 1, $4, $5, now() - $6::interval
     from run r, unnest($3::text[]) with ordinality h (hash, place)
     where r.id = $1
     order by h.place`,
    [runId, stageId, hashes, size, hits, age],
  );
  return runId;
}

const hashesOf = ({ rows }: { rows: { inputDigest: string }[] }) => rows.map(({ inputDigest }) => inputDigest);
const all = async () => hashesOf(await editor.cache.list({}));

describe("the outputs that are kept", () => {
  test("are listed page by page, newest first, for those who only read too", async () => {
    const runId = await keep("a.flow", "draw", ["a1", "a2", "a3"]);
    const first = await viewer.cache.list({ limit: 2 });
    const second = await viewer.cache.list({ limit: 2, cursor: first.next });

    expect([hashesOf(first), hashesOf(second), second.next]).toEqual([["a3", "a2"], ["a1"], null]);
    expect(second.rows[0]).toMatchObject({
      workflowName: "a.flow",
      workflowTitle: "Title of a.flow",
      stageId: "draw",
      rootRunId: null,
      runId,
      size: 100,
      expiresAt: null,
      isExpired: false,
      hitCount: 0,
      lastHitAt: null,
    });
  });

  test.each([
    ["workflow", { workflow: "b.flow" }, ["b1"]],
    ["stage", { stage: "sing" }, ["ab"]],
    ["age", { olderThanMs: 3_600_000 }, ["ab"]],
    ["size", { minBytes: 5_000 }, ["b1"]],
    ["the beginning of the input hash", { hash: "a" }, ["ab", "a1"]],
    ["all of it at once", { workflow: "a.flow", stage: "draw", minBytes: 100, hash: "a1" }, ["a1"]],
    ["a workflow that is not there", { workflow: "no.flow" }, []],
  ])("are filtered by %s, in the list and in the counts", async (_, filter, expected) => {
    await keep("a.flow", "draw", ["a1"]);
    await keep("a.flow", "sing", ["ab"], { age: "2 hours" });
    await keep("b.flow", "draw", ["b1"], { size: 5_000 });

    expect(hashesOf(await editor.cache.list(filter))).toEqual(expected);
    const counted = (await editor.cache.stats(filter)).reduce((sum, { entries }) => sum + entries, 0);
    expect(counted).toBe(expected.length);
  });

  test("are counted by stage, with their bytes and how often they were found again", async () => {
    await keep("a.flow", "draw", ["a1", "a2"], { size: 1_000, hits: 3 });
    await keep("a.flow", "sing", ["a1"], { size: 5_000 });
    const workflow = { workflowName: "a.flow", workflowTitle: "Title of a.flow" };

    expect(await viewer.cache.stats({})).toEqual([
      { ...workflow, stageId: "sing", entries: 1, bytes: 5_000, hits: 0, looks: 0, found: 0 },
      { ...workflow, stageId: "draw", entries: 2, bytes: 2_000, hits: 6, looks: 0, found: 0 },
    ]);
  });

  test("tell of each stage how often its outputs were found in the last seven days", async () => {
    const runId = await keep("a.flow", "draw", ["a1"]);
    await services.pool.query(
      `insert into cache_look (workflow_id, stage_id, place, day, found, missed)
       select r.workflow_id, l.*
       from run r, (values ('draw', 0, current_date, 5, 1), ('draw', 1, current_date, 1, 0), ('draw', 8, current_date - 6, 2, 1),
                           ('draw', 16, current_date - 7, 50, 50), ('sing', 0, current_date, 9, 9)) l
       where r.id = $1`,
      [runId],
    );

    expect(await viewer.cache.stats({})).toMatchObject([{ stageId: "draw", looks: 10, found: 8 }]);
  });

  test("are not searched by what is no hash", async () => {
    await expect(editor.cache.list({ hash: "%" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("forgetting", () => {
  test("takes away those that are named, and says how many there were", async () => {
    await keep("a.flow", "draw", ["a1", "a2", "a3"]);
    const [newest, second] = (await editor.cache.list({})).rows;
    const ids = [newest?.id ?? 0, second?.id ?? 0];

    expect(await editor.cache.invalidate({ ids })).toEqual({ forgotten: 2 });
    expect(await editor.cache.invalidate({ ids })).toEqual({ forgotten: 0 });
    expect(await all()).toEqual(["a1"]);
  });

  test("takes away all that a filter means, however many there are", async () => {
    await keep(
      "a.flow",
      "draw",
      Array.from({ length: 1_100 }, (_, index) => index.toString(16)),
    );
    await keep("a.flow", "sing", ["a1"]);

    expect(await editor.cache.invalidate({ filter: { stage: "draw" } })).toEqual({ forgotten: 1_100 });
    expect(await all()).toEqual(["a1"]);
    expect(await editor.cache.invalidate({ filter: {} })).toEqual({ forgotten: 1 });
  });

  test("stops at the border of the workspace", async () => {
    await keep("a.flow", "draw", ["a1"]);
    const [entry] = (await editor.cache.list({})).rows;
    const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));

    expect(await stranger.cache.invalidate({ ids: [entry?.id ?? 0] })).toEqual({ forgotten: 0 });
    expect(await stranger.cache.invalidate({ filter: {} })).toEqual({ forgotten: 0 });
    expect(await all()).toEqual(["a1"]);
  });

  test("is not for those who only read, and a misspelled filter forgets nothing", async () => {
    await keep("a.flow", "draw", ["a1"]);

    await expect(viewer.cache.invalidate({ filter: {} })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const misspelled = { filter: { stageId: "sing" } } as object as { filter: { stage: string } };
    await expect(editor.cache.invalidate(misspelled)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(await all()).toEqual(["a1"]);
  });

  test("leaves runs what they have", async () => {
    const runId = await keep("a.flow", "draw", ["a1"]);
    await runTasks(services.pool, () => ({ to: "completed", output: 1 }));
    await editor.cache.invalidate({ filter: {} });

    expect(await editor.runs.get({ runId })).toMatchObject({ status: "completed" });
  });
});
