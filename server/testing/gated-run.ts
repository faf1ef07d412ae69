import type { z } from "zod";
import type { Services } from "#server/api/context.ts";
import type { DecideReview } from "#server/reviews/decide.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { callerFor, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";

export interface GatedRun {
  workflow: string;
  runId: number;
  taskId: number;
  reviewId: number;
  /** What a decision about the open review has to name. */
  seen: Pick<z.input<typeof DecideReview>, "reviewId" | "taskId" | "attempt" | "contentHash">;
}

/** A run that stands at its open gate. */
export async function gatedRun(services: Services, workspace: Workspace, workflow: string): Promise<GatedRun> {
  const editor = callerFor(services, await workspace.as("editor"));
  const definition = gatedDefinition(workflow);
  const gate = definition.stages[1]?.config;
  await publish(editor, definition);
  const { runId } = await editor.runs.start({ workflow, input: { id: "one", text: "a text" } });
  await runTasks(services.pool, ({ stageId }) => {
    if (stageId === "shape") return { to: "completed", output: "one" };
    const review = {
      summary: String(gate?.summary),
      details: null,
      form: gate?.form as Record<string, unknown>,
      assignees: ["role:reviewer"],
    };
    return { to: "awaiting_review", review: { ...review, onReject: "fail" } };
  });
  const { rows } = await editor.reviews.list({});
  const row = rows.find((review) => review.runId === runId);
  if (!row) throw new Error("No review was opened");
  const { id: reviewId, taskId } = row;
  const { attempt, contentHash } = await editor.reviews.get({ reviewId });
  return { workflow, runId, taskId, reviewId, seen: { reviewId, taskId, attempt, contentHash } };
}
