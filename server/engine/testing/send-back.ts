import { upstreamOf } from "#core/graph.ts";
import type { Pool } from "#server/db.ts";
import { requestChanges } from "#server/engine/request-changes.ts";
import type { Driven } from "#server/engine/testing/drive.ts";
import type { Random } from "#server/engine/testing/random.ts";
import type { OpenReview, TaskState } from "#server/engine/testing/rows.ts";

/**
 * Sends a review back to one or two of the stages that made what it shows, and notes what was asked. When a subtask's own
 * output is sent back to it, the round in which its siblings go on depends on how far they have come.
 */
export async function sendBack(
  pool: Pool,
  { workspaceId, definition, asked, isSteady }: Driven,
  review: OpenReview & { subtask: number | null },
  tasks: readonly TaskState[],
  random: Random,
): Promise<void> {
  const before = upstreamOf([review.stageId], definition.dependencies);
  const made = tasks.filter((task) => task.subtask === null && task.isLatest && before.has(task.stageId));
  const itself = review.purpose === "check" && (isSteady || review.subtask === null) ? [review.stageId] : [];
  const named = [...made.filter(({ status }) => status === "completed").map(({ stageId }) => stageId), ...itself];
  const stages = [...new Set([random.pick(named), random.pick(named)])].filter((stage) => stage !== undefined);
  if (stages.length === 0) return;
  const said = { comment: "Other", marks: null, feedback: { summary: "Other" }, by: "test@example.org" };
  const result = await requestChanges(
    pool,
    workspaceId,
    review,
    { ...said, stages, at: new Date().toISOString() },
    { mostRounds: 100, idempotencyKey: null },
  );
  if (result === "decided") asked.push({ mode: "changes", stages, byHand: new Map(), subtask: review.subtask });
}
