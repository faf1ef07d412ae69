import { beforeEach, expect, test } from "vitest";
import { startRuns } from "#server/engine/start-runs.ts";
import {
  definitionOf,
  LEASE_MS,
  publishDefinition,
  requestFor,
  type StageInput,
} from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let editor: Caller;
beforeEach(async () => {
  await services.pool.query("truncate run, rule, slot, task_slot cascade");
  home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
});

async function start(count: number, metadata: Record<string, string>, stages: StageInput[] = [{ id: "a" }]) {
  const published = await publishDefinition(
    services.pool,
    { ...definitionOf(stages), name: `flow.${crypto.randomUUID().slice(0, 8).replace(/^\d/, "x")}` },
    home.workspaceId,
  );
  const requests = Array.from({ length: count }, () => requestFor(published, { metadata }));
  return (await startRuns(services.pool, requests, LEASE_MS)).map(({ runId }) => runId);
}

test("a rule is listed with what holds its slots and what waits for them", async () => {
  const { id } = await editor.rules.create({ type: "concurrency", fields: ["customer"], max: 1 });
  const ofA = await start(3, { customer: "a" });
  await start(1, { customer: "b" });
  await start(2, { region: "eu" });
  await new TestWorker(services.pool).claim();

  expect(await editor.rules.list()).toMatchObject([
    {
      id,
      type: "concurrency",
      kind: null,
      fields: ["customer"],
      max: 1,
      used: 2,
      holding: 2,
      waiting: 4,
      slotCount: 3,
    },
  ]);
  const { rows } = await editor.rules.slots({ ruleId: id });
  expect(rows.find(({ values }) => values.customer === "a")).toMatchObject({
    used: 1,
    max: 1,
    holding: 1,
    waiting: 2,
    holders: [{ runId: ofA[0], stageId: "a", subtask: null }],
    waiters: [{ runId: ofA[1] }, { runId: ofA[2] }],
  });
  const [waiter] = rows.find(({ values }) => values.customer === "a")?.waiters ?? [];
  expect(await editor.runs.task({ runId: waiter?.runId ?? 0, taskId: waiter?.taskId ?? 0 })).toMatchObject({
    status: "pending",
    heldBy: { kind: null, values: { customer: "a" }, missing: [] },
  });
  expect(rows.find(({ missing }) => missing.length > 0)).toMatchObject({ missing: ["customer"], used: 0, waiting: 2 });
});

test("slots of rules that stages declare are listed by themselves, page by page", async () => {
  await editor.rules.create({ type: "concurrency", stage: "other", max: 1 });
  await start(2, { customer: "a" }, [
    { id: "a", rules: [{ type: "concurrency", max: 1 }] },
    { id: "b", rules: [{ type: "concurrency", max: 2 }] },
  ]);
  await new TestWorker(services.pool).claim();
  const first = await editor.rules.slots({ ruleId: null, limit: 1 });
  const second = await editor.rules.slots({ ruleId: null, limit: 1, cursor: first.next });
  expect(
    [...first.rows, ...second.rows]
      .map(({ stage, max, holding, waiting }) => [stage, max, holding, waiting])
      .toSorted(),
  ).toEqual([
    ["a", 1, 1, 1],
    ["b", 2, 2, 0],
  ]);
  expect(second.next).toBeNull();
});

test("a rule is changed and deleted by its id, in its workspace only", async () => {
  const { id } = await editor.rules.create({ type: "concurrency", max: 1 });
  const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
  await expect(stranger.rules.update({ id, rule: { type: "concurrency", max: 9 } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(stranger.rules.delete({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await stranger.rules.list()).toEqual([]);
  expect((await stranger.rules.slots({ ruleId: id })).rows).toEqual([]);

  await editor.rules.update({ id, rule: { type: "capacity", kind: "http", fields: ["b", "a", "b"], max: 9 } });
  expect(await editor.rules.list()).toMatchObject([{ id, type: "capacity", kind: "http", fields: ["a", "b"], max: 9 }]);
  await editor.rules.delete({ id });
  expect(await editor.rules.list()).toEqual([]);
});

test("a workspace has at most 200 rules", async () => {
  await services.pool.query(
    `insert into rule (id, workspace_id, type, max, fields, created_by, updated_at)
     select gen_random_uuid(), $1, 'concurrency', 1, '{}', 'test', now() from generate_series(1, 200)`,
    [home.workspaceId],
  );
  await expect(editor.rules.create({ type: "concurrency", max: 1 })).rejects.toMatchObject({ code: "CONFLICT" });
});
