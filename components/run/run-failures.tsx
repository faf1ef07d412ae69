import { shownStatus } from "#components/graph/graph-node.ts";
import { codePlaceOf } from "#components/run/code-place.ts";
import { FailureCard } from "#components/run/failure-card.tsx";
import type { LiveRun } from "#components/run/run-projection.ts";
import { stageTitle } from "#components/run/stage-title.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

const SHOWN = 2;

/** What a person must know first: which stages failed and why, or that the run waits for somebody. */
export function RunFailures({ run, onSelect }: { run: LiveRun; onSelect: (stageId: string) => void }) {
  // A stage that fails because another did is no news beside that other; one that may fail is none while nothing needs it.
  const failed = (run.failedCount > 0 ? run.stages : []).filter(
    (stage) => stage.status === "failed" && stage.error && stage.error.code !== "required_stage_failed",
  );
  const waiting = run.stages.filter((stage) => shownStatus(stage) === "awaiting_review");
  if (failed.length === 0 && waiting.length === 0) return null;
  const titleOf = (stageId: string) => stageTitle(run.definition, stageId);
  return (
    <div className="flex shrink-0 flex-col gap-2 border-b px-4 py-3 md:px-6">
      {failed.slice(0, SHOWN).map(
        (stage) =>
          stage.error && (
            <FailureCard
              key={stage.stageId}
              title={`${titleOf(stage.stageId)} failed`}
              failure={stage.error}
              place={codePlaceOf(stage.error, run.workflowName, stage.stageId)}
              actions={
                <Button size="sm" onClick={() => onSelect(stage.stageId)}>
                  Show {titleOf(stage.stageId)}
                </Button>
              }
            />
          ),
      )}
      {failed.length > SHOWN && <p className="text-danger-ink text-sm">{failed.length - SHOWN} more stages failed.</p>}
      {waiting.map((stage) => (
        <Notice key={stage.stageId} tone="warning">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {titleOf(stage.stageId)} waits for a person's decision.
            <Button size="sm" onClick={() => onSelect(stage.stageId)}>
              Show the review
            </Button>
          </span>
        </Notice>
      ))}
    </div>
  );
}
