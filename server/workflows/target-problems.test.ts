import { beforeAll, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
beforeAll(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
});

const transform = { id: "a", kind: "transform", config: { expression: "1" } };
const flow = (name: string, changes: object = {}, stage: object = {}) =>
  Definition.parse({ heddle: 1, name, stages: [{ ...transform, ...stage }], ...changes });

test("a follow-up to a workflow that is unknown, archived or not published is refused at publish, and names the stage", async () => {
  await editor.workflows.create({ name: "draft.only", title: "" });
  await publish(editor, flow("gone"));
  await editor.workflows.archive({ name: "gone" });
  await publish(editor, flow("there"));
  const spawns = ["there", "missing", "gone", "draft.only"].map((workflow) => ({ workflow }));
  const definition = flow("parent", {}, { spawns });
  await editor.workflows.create({ name: "parent", title: "" });
  const { revision, problems } = await editor.workflows.saveDraft({ name: "parent", revision: 1, definition });

  expect(problems).toEqual([
    {
      code: "unknown_workflow",
      message: "Stage a: spawns.1.workflow: there is no workflow missing",
      path: ["stages", 0, "spawns", 1, "workflow"],
      stageId: "a",
    },
    expect.objectContaining({ message: "Stage a: spawns.2.workflow: workflow gone is archived" }),
    expect.objectContaining({ message: "Stage a: spawns.3.workflow: workflow draft.only has not been published yet" }),
  ]);
  await expect(editor.workflows.publish({ name: "parent", revision })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { field: "definition.stages.0.spawns.1.workflow" },
  });
});

test("a workflow may name itself, also before it is published for the first time", async () => {
  expect(await publish(editor, flow("again", { spawns: [{ workflow: "again" }] }))).toBe(1);
});

test("a workflow of another workspace is unknown", async () => {
  const stranger = callerFor(services, await (await newWorkspace(services)).as("editor"));
  await publish(editor, flow("mine"));
  await expect(publish(stranger, flow("theirs", { spawns: [{ workflow: "mine" }] }))).rejects.toThrow(
    "spawns.0.workflow: there is no workflow mine",
  );
});
