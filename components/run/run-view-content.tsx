import { FileText } from "lucide-react";
import { RunDeliveries } from "#components/deliveries/run-deliveries.tsx";
import { RunFollowUps } from "#components/follow-ups/run-follow-ups.tsx";
import { ArtifactList } from "#components/run/artifact-list.tsx";
import { MarkedStagesBar } from "#components/run/marked-stages-bar.tsx";
import { RunEvents } from "#components/run/run-events.tsx";
import { RunGraph } from "#components/run/run-graph.tsx";
import type { LiveRun } from "#components/run/run-projection.ts";
import { RunTimeline } from "#components/run/run-timeline.tsx";
import { StageList } from "#components/run/stage-list.tsx";
import type { MarkedStages } from "#components/run/use-marked-stages.ts";
import type { RunEventList } from "#components/run/use-run-events.ts";
import type { RunViewName } from "#components/run/use-run-location.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";

interface RunViewContentProps {
  view: RunViewName;
  run: LiveRun;
  until: number | null;
  list: RunEventList;
  selected: string | null;
  isWide: boolean;
  marked: MarkedStages;
  previewed: ReadonlySet<string> | null;
  onSelect: (stageId: string | null) => void;
}

export function RunViewContent({
  view,
  run,
  until,
  list,
  selected,
  isWide,
  marked,
  previewed,
  onSelect,
}: RunViewContentProps) {
  switch (view) {
    case "graph":
      return isWide ? (
        <div className="relative flex min-h-0 flex-1">
          <RunGraph
            run={run}
            selected={selected}
            marked={marked.ids}
            previewed={previewed}
            onSelect={onSelect}
            onMark={marked.mark}
          />
          <MarkedStagesBar run={run} marked={marked} />
        </div>
      ) : (
        <StageList run={run} selected={selected} onSelect={onSelect} />
      );
    case "timeline":
      return <RunTimeline run={run} until={until} selected={selected} onSelect={onSelect} />;
    case "events":
      return <RunEvents {...list} definition={run.definition} onSelect={onSelect} />;
    case "follow-ups":
      return <RunFollowUps run={run} />;
    case "deliveries":
      return <RunDeliveries runId={run.id} />;
    case "artifacts":
      return run.artifacts.length > 0 ? (
        <div className="overflow-y-auto p-4 md:px-6">
          <ArtifactList artifacts={run.artifacts} showStage />
        </div>
      ) : (
        <EmptyState icon={FileText} title="No artifacts yet">
          Files that stages make, and outputs too large for a row, can be downloaded here.
        </EmptyState>
      );
  }
}
