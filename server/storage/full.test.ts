import { expect, test } from "vitest";
import type { Services } from "#server/api/context.ts";
import { createStorageCap } from "#server/storage/storage-cap.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { restClient } from "#server/testing/rest-client.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const full: Services = {
  ...services,
  cap: createStorageCap(async () => ({ databaseBytes: 11e9, artifactBytes: 0 }), 10e9),
};
const ROOM = "No new run is started: 11 GB are stored of the 10 that HEDDLE_MAX_GB allows";
const workflow = "document.review";

test("when too much is stored no new run is started, by whatever door it is asked for", async () => {
  const home = await newWorkspace(services);
  const owner = callerFor(full, await home.as("owner"));
  await publish(owner, gatedDefinition(workflow));
  const { secret } = await owner.keys.create({ name: "starts", role: "editor" });
  const input = { id: "one", text: "a text" };

  const refusal = { code: "SERVICE_UNAVAILABLE", message: expect.stringContaining(ROOM) };
  await expect(owner.runs.start({ workflow, input })).rejects.toMatchObject(refusal);
  await expect(owner.runs.startMany({ workflow, inputs: [input] })).rejects.toMatchObject(refusal);
  const ask = restClient(await serveDoors(full), secret);
  const { status, body } = await ask("POST", "/runs", { body: { workflow, input } });
  expect({ status, body }).toEqual({
    status: 507,
    body: { error: { code: "full", message: expect.stringContaining(ROOM) } },
  });
  expect((await owner.runs.list({})).rows).toEqual([]);
});

test("what was started before goes on, is decided and read, and its start is answered again", async () => {
  const home = await newWorkspace(services);
  const { runId, seen } = await gatedRun(services, home, workflow);
  const before = callerFor(services, await home.as("owner"));
  const again = { workflow, input: { id: "two", text: "a text" }, idempotencyKey: "once" };
  const started = await before.runs.start(again);
  const owner = callerFor(full, await home.as("owner"));

  expect(await owner.runs.start(again)).toEqual(started);
  await owner.reviews.decide({ ...seen, decision: "approved", form: { risk: "low" } });
  expect(await owner.runs.get({ runId })).toMatchObject({ status: "completed" });
});

test("operations tell what is stored and how much may be", async () => {
  const owner = callerFor(full, await (await newWorkspace(services)).as("owner"));

  expect(await owner.operations.read()).toMatchObject({ artifactBytes: 0, maxBytes: 10e9 });
});
