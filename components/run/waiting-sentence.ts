import { shownStatus } from "#components/graph/graph-node.ts";
import { shapeOf } from "#components/run/definition-shape.ts";
import type { LiveStage } from "#components/run/live-stage.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { isSettled } from "#core/statuses.ts";

const SKIPPED = {
  not_taken: "No path led to this stage: the conditions on its dependencies did not hold.",
  outcome: "This stage skipped itself.",
  cached: "Its output was found in the cache.",
  reused: "Its output was reused from the base run.",
  by_hand: "It was skipped by hand.",
} as const;

const WAITS_FOR = {
  run: "Waits for the run that it started.",
  external: "The outside system has begun: its reports are awaited.",
  cache: "Another task is making the same output: this one will use it.",
  call: "Its code waits for the answer of a call.",
} as const;

/** Why a stage is not running, in one sentence; null when there is nothing to explain. */
export function waitingSentence(
  run: Pick<LiveRun, "definition" | "stages" | "status">,
  stage: LiveStage,
): string | null {
  if (stage.retry)
    return `The last attempt failed: ${stage.retry.error.message}. The next one starts at ${stage.retry.availableAt.slice(11, 19)} UTC.`;
  if (stage.skipReason) return SKIPPED[stage.skipReason];
  if (shownStatus(stage) === "awaiting_review" && stage.asks.length > 0)
    return stage.asks.length === 1
      ? "Its code waits for a person's decision."
      : `Its code waits for ${stage.asks.length} decisions.`;
  if (stage.status === "suspended" && stage.suspension) {
    const { for: waitsFor, until } = stage.suspension;
    if (waitsFor === "timer") return until && `Suspended until ${until.slice(0, 10)} ${until.slice(11, 19)} UTC.`;
    return WAITS_FOR[waitsFor];
  }
  if (stage.status === "paused") return "Paused: it does not start until somebody resumes it.";
  if (stage.status === "pending" && run.status === "paused")
    return "The run is paused: this stage starts when somebody resumes the run.";
  if (stage.status === "pending") return "Ready: it starts as soon as a worker is free.";
  if (stage.status !== "waiting") return null;
  const parents = shapeOf(run.definition).parents.get(stage.stageId) ?? [];
  const open = run.stages
    .filter((other) => parents.includes(other.stageId) && !isSettled(other.status))
    .map((other) => other.stageId);
  return open.length > 0 ? `Waits for ${open.join(", ")}.` : null;
}
