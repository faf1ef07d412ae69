import { EXIT } from "#cli/exit-codes.ts";
import { type Decided, runTree } from "#cli/run-tree.ts";
import type { HeddleClient } from "#client/heddle-client.ts";
import { isFinished, type RunStatus } from "#core/statuses.ts";
import type { RunView } from "#core/views.ts";

/** A run as `--json` tells it: without its definition, which `workflows pull` writes. */
export function runJson({ definition: _, ...run }: RunView): Omit<RunView, "definition"> {
  return run;
}

/** A run as a tree, with what was decided at its gates and where a decision is waited for. */
export async function treeOf(heddle: HeddleClient, run: RunView): Promise<string> {
  const asked = run.stages.flatMap(({ stageId, reviewId }) => (reviewId === null ? [] : [{ stageId, reviewId }]));
  const reviews = await Promise.all(
    asked.map(async ({ stageId, reviewId }) => [stageId, await heddle.reviews.get.query({ reviewId })] as const),
  );
  const decisions: Record<string, Decided> = Object.fromEntries(reviews);
  const open = reviews.filter(([, { status }]) => status === "open").map(([, { id }]) => id);
  const hints = open.map((id) => `  Review ${id} waits for a decision: heddle review show ${id}`);
  return [runTree(run, decisions), ...hints].join("\n");
}

/** How a command ends that has told how a run stands. */
export const exitCodeOf = (status: RunStatus): number =>
  isFinished(status) && status !== "completed" ? EXIT.bad : EXIT.done;
