"use client";

import { CONTROL_LOOK } from "#components/control/control-look.ts";
import { RedoButton } from "#components/control/redo-button.tsx";
import { type StageAction, stagesFor } from "#components/control/stage-actions.ts";
import { useControl } from "#components/control/use-control.ts";
import { againWith } from "#components/run/again-with.ts";
import type { LiveStage } from "#components/run/live-stage.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { stageTitle } from "#components/run/stage-title.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import { isSettled } from "#core/statuses.ts";
import type { TaskView } from "#core/views.ts";

interface StageActionsProps {
  run: LiveRun;
  stage: LiveStage;
  onPreview: (stageIds: ReadonlySet<string> | null) => void;
}

const AT_ONCE = ["skip", "pause", "resume", "cancel"] as const;
const KEYS = { pause: "p", resume: "p", skip: "s", cancel: "c", retry: "r" } as const;

/** What people may do to one stage of a run. */
export function StageActions({ run, stage, onPreview }: StageActionsProps) {
  const { controlStages } = useControl();
  const mayControl = useMay("run.control");
  const title = stageTitle(run.definition, stage.stageId);
  const offered = (action: StageAction) => mayControl && stagesFor(action, [stage]).length > 0;
  const act = (action: StageAction) => void controlStages(run.id, action, [stage.taskId], title);
  const shortcuts = ([...AT_ONCE, "retry"] as const).filter(offered).map((action) => ({
    keys: KEYS[action],
    label: `${CONTROL_LOOK[action].label} the stage`,
    run: () => act(action),
  }));
  useShortcuts("Stage", shortcuts);
  const redo = (["retry", "rerun"] as const).find(offered);
  const again = redo && againWith(run, [stage.stageId], redo);
  if (shortcuts.length === 0 && !redo) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {redo && again && (
        <RedoButton
          mode={redo}
          stages={again.titles}
          stopsSome={again.stopsSome}
          onPreview={(isShown) => onPreview(isShown ? again.stageIds : null)}
          onConfirm={() => act(redo)}
        />
      )}
      {AT_ONCE.filter(offered).map((action) => {
        const { label, icon: Icon } = CONTROL_LOOK[action];
        return (
          <Button key={action} size="sm" onClick={() => act(action)}>
            <Icon aria-hidden /> {label}
          </Button>
        );
      })}
    </div>
  );
}

/** A subtask can only be canceled: everything else is done to its stage. */
export function SubtaskActions({ run, task }: { run: LiveRun; task: TaskView }) {
  const { controlStages } = useControl();
  const mayControl = useMay("run.control");
  if (!mayControl || isSettled(task.status)) return null;
  const { label, icon: Icon } = CONTROL_LOOK.cancel;
  const what = `${stageTitle(run.definition, task.stageId)} [${task.subtask}]`;
  return (
    <Button size="sm" className="self-start" onClick={() => void controlStages(run.id, "cancel", [task.taskId], what)}>
      <Icon aria-hidden /> {label}
    </Button>
  );
}
