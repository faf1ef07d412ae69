import { beforeEach, expect, test } from "vitest";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool } = services;
const name = "old.and.new";
let editor: Caller;
let revision = 1;

const code = (id: string, text: string) => ({
  id,
  kind: "code" as const,
  config: { source: `export default () => ${text}` },
});

async function publish(stages: object[], more: object = {}): Promise<void> {
  const definition = { heddle: 1, name, stages, ...more } as never;
  ({ revision } = await editor.workflows.saveDraft({ name, revision, definition }));
  await editor.workflows.publish({ name, revision });
}

/** A run whose stage sleeps, as if its code were kept. */
async function sleeping(stageId: string, input: unknown = { n: 1 }): Promise<number> {
  const { runId } = await editor.runs.start({ workflow: name, input });
  await pool.query(
    `update task set status = 'suspended', turn = null, available_at = null, started_at = now(), attempt = 1,
       suspension = '{"for":"timer"}', wake_at = now() + interval '14 days'
     where run_id = $1 and stage_id = $2`,
    [runId, stageId],
  );
  return runId;
}

const statusOf = async (runId: number) => (await editor.runs.get({ runId })).status;
const look = () => editor.runs.olderCode({ workflow: name });

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await editor.workflows.create({ name });
  revision = 1;
});

test("tasks count whose code is another in the newest version, or gone; the same code in an older version does not", async () => {
  expect(await look()).toEqual({ newest: null, taskCount: 0, runIds: [] });
  await publish([code("wait", "1"), code("other", "1")]);
  const first = await sleeping("wait");
  const second = await sleeping("other");
  expect(await look()).toEqual({ newest: 1, taskCount: 0, runIds: [] });
  await publish([code("wait", "2"), code("other", "1")]);
  expect(await look()).toEqual({ newest: 2, taskCount: 1, runIds: [first] });
  await publish([code("wait", "2")]);
  expect(await look()).toEqual({ newest: 3, taskCount: 2, runIds: [first, second] });
  await editor.runs.cancel({ runId: first });
  expect(await look()).toMatchObject({ runIds: [second] });
});

test("restarting cancels each run and starts one of the newest version with the same input, priority and metadata", async () => {
  await publish([code("wait", "1")]);
  const { runId } = await editor.runs.start({
    workflow: name,
    input: { n: 7 },
    priority: 5,
    metadata: { tier: "gold" },
  });
  await pool.query(
    `update task set status = 'suspended', turn = null, available_at = null, started_at = now(), attempt = 1,
       suspension = '{"for":"timer"}', wake_at = now() + interval '14 days' where run_id = $1`,
    [runId],
  );
  await publish([code("wait", "2")]);
  await expect(editor.runs.restartOlder({ workflow: name, version: 1 })).rejects.toThrow("Version 2 of old.and.new");
  const { restarted, ...rest } = await editor.runs.restartOlder({ workflow: name, version: 2 });
  expect(rest).toEqual({ refused: [], left: 0 });
  expect(restarted).toEqual([{ runId, newRunId: expect.any(Number) }]);
  expect(await statusOf(runId)).toBe("canceled");
  const { rows } = await pool.query(
    "select r.input, r.priority, r.metadata, v.number from run r join version v on v.id = r.version_id where r.id = $1",
    [restarted[0]?.newRunId],
  );
  expect(rows).toEqual([{ input: { n: 7 }, priority: 5, metadata: { tier: "gold" }, number: 2 }]);
  expect(await editor.runs.restartOlder({ workflow: name, version: 2 })).toEqual({
    restarted: [],
    refused: [],
    left: 0,
  });
});

test("two who restart at once start each run anew once", async () => {
  await publish([code("wait", "1")]);
  await sleeping("wait");
  await publish([code("wait", "2")]);
  const both = await Promise.all([1, 2].map(() => editor.runs.restartOlder({ workflow: name, version: 2 })));
  expect(both.flatMap(({ restarted }) => restarted)).toHaveLength(1);
  expect((await editor.runs.list({ workflow: name })).rows).toHaveLength(2);
});

test("a run whose input the newest version refuses, and one that another awaits, stay as they are", async () => {
  await publish([code("wait", "1")]);
  const refused = await sleeping("wait", { n: "text" });
  const awaited = await sleeping("wait", { n: 2 });
  await pool.query("update run set origin_run_id = $2, origin_task_id = 1, is_awaited = true where id = $1", [
    awaited,
    refused,
  ]);
  const input = { type: "object", properties: { n: { type: "number" } } };
  await publish([code("wait", "2")], { input });
  expect(await editor.runs.restartOlder({ workflow: name, version: 2 })).toEqual({
    restarted: [],
    refused: [
      { runId: refused, reason: expect.stringContaining("input.n") },
      { runId: awaited, reason: expect.stringContaining("is awaited by another run") },
    ],
    left: 0,
  });
  expect([await statusOf(refused), await statusOf(awaited)]).not.toContain("canceled");
});
