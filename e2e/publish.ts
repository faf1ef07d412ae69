import type { z } from "zod";
import type { Heddle } from "#cli/connect.ts";
import type { Definition } from "#core/definition.ts";

/** Makes a workflow and publishes it as its first version. */
export async function publish(
  heddle: Heddle,
  name: string,
  definition: Omit<z.input<typeof Definition>, "heddle" | "name">,
): Promise<void> {
  await heddle.workflows.create.mutate({ name, title: definition.title ?? "" });
  const draft = { heddle: 1 as const, name, ...definition };
  const { revision } = await heddle.workflows.saveDraft.mutate({ name, revision: 1, definition: draft });
  await heddle.workflows.publish.mutate({ name, revision });
}
