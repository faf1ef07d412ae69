import { Definition } from "#core/definition.ts";
import type { Caller } from "#server/testing/people.ts";

/** A definition with a transform, and a gate behind it. */
export const gatedDefinition = (name: string): Definition =>
  Definition.parse({
    heddle: 1,
    name,
    title: "Gated",
    input: { type: "object", properties: { id: { type: "string" }, text: { type: "string" } }, required: ["id"] },
    itemId: { $: "input.id" },
    stages: [
      { id: "shape", kind: "transform", title: "Shape", config: { expression: "input.id" } },
      {
        id: "approve",
        kind: "review",
        title: "Approve",
        config: {
          summary: "# Please **look**",
          form: { type: "object", properties: { risk: { enum: ["low", "high"] } }, required: ["risk"] },
          assignees: ["role:reviewer"],
        },
      },
    ],
    dependencies: [{ from: "shape", to: "approve" }],
  });

/** Creates a workflow with this definition and publishes it. Returns the version number. */
export async function publish(caller: Caller, definition: Definition): Promise<number> {
  await caller.workflows.create({ name: definition.name, title: definition.title });
  const { revision } = await caller.workflows.saveDraft({ name: definition.name, revision: 1, definition });
  return (await caller.workflows.publish({ name: definition.name, revision })).version;
}
