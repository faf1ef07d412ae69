"use client";

import { GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { SelectionBar } from "#components/control/selection-bar.tsx";
import { RUN_ACTIONS, type RunAction, runsFor } from "#components/control/stage-actions.ts";
import { useControl } from "#components/control/use-control.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import type { RunSummary } from "#core/views.ts";

/** What can be done to the runs that are chosen; an action goes to those that it fits. */
export function SelectedRuns({ runs, onClear }: { runs: readonly RunSummary[]; onClear: () => void }) {
  const { controlRuns } = useControl();
  const mayControl = useMay("run.control");
  const compared = comparable(runs);
  const act = (action: RunAction) => {
    void controlRuns(action, runsFor(action, runs));
    onClear();
  };
  return (
    <div className="sticky bottom-4 z-20 mx-4 mt-2 md:mx-6">
      <SelectionBar
        selected={runs.length === 1 ? "1 run" : `${runs.length} runs`}
        total={runs.length}
        actions={RUN_ACTIONS.map((action) => ({ action, count: runsFor(action, runs).length })).filter(
          ({ count }) => mayControl && count > 0,
        )}
        onAction={act}
        onClear={onClear}
      >
        {compared ? (
          <Button size="sm" asChild>
            <Link href={`/runs/${compared.first}/compare/${compared.second}`}>
              <GitCompareArrows aria-hidden /> Compare
            </Link>
          </Button>
        ) : (
          !mayControl && <span className="text-muted text-sm">Two runs of one workflow can be compared.</span>
        )}
      </SelectionBar>
    </div>
  );
}

/** Two runs of one workflow, the older one first. */
function comparable([one, other, ...more]: readonly RunSummary[]): { first: number; second: number } | null {
  if (!one || !other || more.length > 0 || one.workflowName !== other.workflowName) return null;
  return { first: Math.min(one.id, other.id), second: Math.max(one.id, other.id) };
}
