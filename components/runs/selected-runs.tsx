"use client";

import { SelectionBar } from "#components/control/selection-bar.tsx";
import { RUN_ACTIONS, type RunAction, runsFor } from "#components/control/stage-actions.ts";
import { useControl } from "#components/control/use-control.ts";
import type { RunSummary } from "#core/views.ts";

/** What can be done to the runs that are chosen; an action goes to those that it fits. */
export function SelectedRuns({ runs, onClear }: { runs: readonly RunSummary[]; onClear: () => void }) {
  const { controlRuns } = useControl();
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
          ({ count }) => count > 0,
        )}
        onAction={act}
        onClear={onClear}
      />
    </div>
  );
}
