"use client";

import { SelectionBar } from "#components/control/selection-bar.tsx";
import { STAGE_ACTIONS, type StageAction, stagesFor } from "#components/control/stage-actions.ts";
import { useControl } from "#components/control/use-control.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { stageTitle } from "#components/run/stage-title.ts";
import type { MarkedStages } from "#components/run/use-marked-stages.ts";
import { useMay } from "#components/trpc/session.tsx";

/** What can be done to the marked stages; an action goes to those that it fits. */
export function MarkedStagesBar({ run, marked }: { run: LiveRun; marked: MarkedStages }) {
  const { controlStages } = useControl();
  const mayControl = useMay("run.control");
  const { stages, clear } = marked;
  if (stages.length === 0 || !mayControl) return null;
  const act = (action: StageAction) => {
    const fitting = stagesFor(action, stages);
    const [first] = fitting;
    const what = fitting.length === 1 && first ? stageTitle(run.definition, first.stageId) : `${fitting.length} stages`;
    void controlStages(
      run.id,
      action,
      fitting.map(({ taskId }) => taskId),
      what,
    );
    clear();
  };
  return (
    <div className="absolute inset-x-4 bottom-4 z-10 mx-auto max-w-3xl">
      <SelectionBar
        selected={stages.length === 1 ? "1 stage" : `${stages.length} stages`}
        total={stages.length}
        actions={STAGE_ACTIONS.map((action) => ({ action, count: stagesFor(action, stages).length })).filter(
          ({ count }) => count > 0,
        )}
        onAction={act}
        onClear={clear}
      />
    </div>
  );
}
