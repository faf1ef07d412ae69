import { beforeAll, expect, test } from "vitest";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
let workspaceId: string;
const name = "orders";
const stageId = "price";
const code = { id: stageId, kind: "code", config: { source: "export default (input) => input" } };
const shape = { id: "shape", kind: "transform", config: { expression: "stages.price.output" } };

beforeAll(async () => {
  const home = await newWorkspace(services);
  workspaceId = home.workspaceId;
  editor = callerFor(services, await home.as("editor"));
  await editor.workflows.create({ name });
  await editor.workflows.saveDraft({
    name,
    revision: 1,
    definition: {
      heddle: 1,
      name,
      stages: [code, shape] as never,
      dependencies: [{ from: stageId, to: "shape" }] as never,
    },
  });
  await editor.workflows.publish({ name, revision: 2 });
});

/** As if the run had been worked on: its first stage was given this, and gave that. */
async function ranWith(input: unknown, output: unknown): Promise<number> {
  const { runId } = await editor.runs.start({ workflow: name, input: { order: 7 } });
  await services.pool.query(
    `update task set status = 'completed', input = $2, output = $3, started_at = now(), finished_at = now(), lease = null,
       worker_id = null, lease_expires_at = null, turn = null
     where run_id = $1 and stage_id = '${stageId}'`,
    [runId, JSON.stringify(input), JSON.stringify(output)],
  );
  return runId;
}

test("what a stage is given alone is kept beside the draft, and is the same for all who edit it", async () => {
  expect(await editor.trials.pin({ name, stageId })).toBeNull();
  const pin = { input: { n: 1 }, mocks: [] };
  await editor.trials.savePin({ name, stageId, pin });
  expect(await editor.trials.pin({ name, stageId })).toEqual(pin);
  await editor.trials.savePin({ name, stageId, pin: { input: 2 } });
  expect(await editor.trials.pin({ name, stageId })).toEqual({ input: 2, mocks: [] });
  expect((await editor.workflows.get({ name })).revision).toBe(2);
});

test("the last real input of code is what the newest run gave it; another kind sees what came before it", async () => {
  expect(await editor.trials.lastInput({ name, stageId })).toBeNull();
  await ranWith({ n: 1 }, "first");
  const runId = await ranWith({ n: 2 }, "second");
  expect(await editor.trials.lastInput({ name, stageId })).toEqual({ runId, input: { n: 2 } });
  expect(await editor.trials.lastInput({ name, stageId: "shape" })).toEqual({
    runId,
    input: { input: { order: 7 }, item: { id: null }, stages: { price: { output: "second" } } },
  });
});

test("an input that is too large to be pinned is refused, wherever it lies", async () => {
  const large = "x".repeat(600 * 1024);
  const runId = await ranWith(large, large);
  await expect(editor.trials.lastInput({ name, stageId })).rejects.toThrow(`The input in run ${runId} is longer`);
  await expect(editor.trials.lastInput({ name, stageId: "shape" })).rejects.toThrow("pin a part of it by hand");
  const { hash } = await services.artifacts.put(JSON.stringify(large));
  await services.pool.query("update task set input = null, input_hash = $2 where run_id = $1 and stage_id = $3", [
    runId,
    hash,
    stageId,
  ]);
  await expect(editor.trials.lastInput({ name, stageId })).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
});

test("a large input that lies elsewhere is read; one that is gone is none", async () => {
  const runId = await ranWith(null, null);
  const { hash } = await services.artifacts.put(JSON.stringify({ from: "the store" }));
  const lies = (at: string) =>
    services.pool.query("update task set input = null, input_hash = $2 where run_id = $1 and stage_id = $3", [
      runId,
      at,
      stageId,
    ]);
  await lies(hash);
  expect(await editor.trials.lastInput({ name, stageId })).toEqual({ runId, input: { from: "the store" } });
  await lies("0".repeat(64));
  expect(await editor.trials.lastInput({ name, stageId })).toBeNull();
});

test("one that nobody has taken yet waits, and is stopped at once", async () => {
  const { trialId } = await editor.trials.start({ name, stage: code as never, pin: { input: 1 } });
  expect(await editor.trials.get({ trialId })).toMatchObject({ status: "waiting", stageId, log: [], calls: [] });
  await editor.trials.stop({ trialId });
  expect(await editor.trials.get({ trialId })).toMatchObject({ status: "canceled" });
  await editor.trials.stop({ trialId });
  const { rows } = await services.pool.query("select count(*)::int from run where workspace_id = $1", [workspaceId]);
  await editor.trials.start({ name, stage: code as never, pin: { input: 1 } });
  expect(
    (await services.pool.query("select count(*)::int from run where workspace_id = $1", [workspaceId])).rows,
  ).toEqual(rows);
});

test("mocks that answer nothing, or too many, are refused with the field", async () => {
  const pinOf = (mock: object) => ({ input: 1, mocks: [mock] as never });
  const call = { service: "crm", method: "fetch" };
  await expect(editor.trials.savePin({ name, stageId, pin: pinOf(call) })).rejects.toThrow(/pin|answer/);
  const nth = { ...call, nth: 0, answer: { ok: true, value: 1 } };
  await expect(editor.trials.savePin({ name, stageId, pin: pinOf(nth) })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});
