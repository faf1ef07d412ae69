import { useMemo } from "react";
import { shownStatus } from "#components/graph/graph-node.ts";
import { subtaskText } from "#components/graph/stage-node.tsx";
import type { LiveStage } from "#components/run/live-stage.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { failureText } from "#components/run/stage-title.ts";
import { Duration } from "#components/ui/duration.tsx";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";

const ROW_PX = 58;

interface StageListProps {
  run: LiveRun;
  selected: string | null;
  onSelect: (stageId: string) => void;
}

/** The stages beneath each other, for screens that are too narrow for a graph. */
export function StageList({ run, selected, onSelect }: StageListProps) {
  const titles = useMemo(
    () => new Map(run.definition.stages.map((stage) => [stage.id, stage.title || stage.id])),
    [run.definition],
  );
  return (
    <ScrollingRows
      rows={run.stages}
      label="Stages"
      estimatedHeight={ROW_PX}
      keyOf={(stage) => stage.stageId}
      className="px-4 py-3"
    >
      {(stage) => (
        <button
          type="button"
          aria-pressed={selected === stage.stageId}
          onClick={() => onSelect(stage.stageId)}
          className="mb-2 flex min-h-12 w-full items-center gap-3 rounded-md border bg-surface px-3 py-2 text-left hover:bg-hover aria-pressed:border-accent"
        >
          <StatusIcon status={shownStatus(stage)} />
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="truncate font-medium">{titles.get(stage.stageId)}</span>
            <span className="truncate text-muted text-xs">
              {summaryOf(stage, (stageId) => titles.get(stageId) ?? stageId)}
            </span>
          </span>
          {stage.startedAt && (
            <Duration from={stage.startedAt} to={stage.finishedAt} className="shrink-0 text-muted text-xs" />
          )}
        </button>
      )}
    </ScrollingRows>
  );
}

const summaryOf = (stage: LiveStage, titleOf: (stageId: string) => string) =>
  [
    STATUS_LOOK[shownStatus(stage)].label,
    stage.subtasks && subtaskText(stage.subtasks),
    stage.error && failureText(stage.error, titleOf),
  ]
    .filter(Boolean)
    .join(", ");
