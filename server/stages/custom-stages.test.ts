import { beforeEach, expect, test } from "vitest";
import { listCustomStages } from "#server/stages/list-custom-stages.ts";
import { type PublishedStage, publishCustomStages } from "#server/stages/publish-custom-stages.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool, prisma } = services;

const stage = (name: string, change: Partial<PublishedStage> = {}): PublishedStage => ({
  name,
  title: name,
  description: "",
  input: {},
  output: {},
  config: { type: "object", required: ["days"], properties: { days: { type: "integer" } } },
  hash: "h",
  ...change,
});
const namesOf = async () => (await listCustomStages(prisma)).map(({ name }) => name);

beforeEach(() => publishCustomStages(pool, []));

test("the stages are those that the last worker has loaded", async () => {
  await publishCustomStages(pool, [stage("b"), stage("a")]);
  expect(await namesOf()).toEqual(["a", "b"]);

  await publishCustomStages(pool, [stage("b", { title: "Better" }), stage("c")]);
  expect(await listCustomStages(prisma)).toMatchObject([{ name: "b", title: "Better" }, { name: "c" }]);
});

test("two workers that start at once publish the same stages once", async () => {
  const stages = [stage("a"), stage("b"), stage("c")];
  await Promise.all(Array.from({ length: 8 }, () => publishCustomStages(pool, stages)));

  expect(await namesOf()).toEqual(["a", "b", "c"]);
});

async function draftWith(kind: string, config: Record<string, unknown>) {
  const caller = callerFor(services, await (await newWorkspace(services)).as("owner"));
  const definition = { heddle: 1, name: "custom.flow", stages: [{ id: "a", kind, config }] };
  await caller.workflows.import({ text: JSON.stringify(definition), format: "json" });
  return caller;
}

test("a workflow with a stage that no worker has loaded is not published", async () => {
  const caller = await draftWith("custom:unheard", {});

  await expect(caller.workflows.publish({ name: "custom.flow", revision: 1 })).rejects.toThrow(
    "Stage a: no worker has loaded a stage custom:unheard; see HEDDLE_STAGES",
  );
  expect((await caller.workflows.get({ name: "custom.flow" })).problems).toMatchObject([{ code: "unknown_kind" }]);
});

test("the config of an operator's stage is checked against its schema before it is published", async () => {
  await publishCustomStages(pool, [stage("prices")]);

  const wrong = await draftWith("custom:prices", { days: "seven" });
  await expect(wrong.workflows.publish({ name: "custom.flow", revision: 1 })).rejects.toThrow(/^Stage a: config: days/);

  const right = await draftWith("custom:prices", { days: 7 });
  expect(await right.workflows.publish({ name: "custom.flow", revision: 1 })).toEqual({ version: 1 });
  expect(await right.workflows.customStages()).toMatchObject([{ name: "prices" }]);
});
