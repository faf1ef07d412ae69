"use client";

import { useMemo, useRef } from "react";
import { GraphCanvas } from "#components/graph/graph-canvas.tsx";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { dependencyFlows } from "#components/run/dependency-flows.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { useGraphInView } from "#components/run/use-graph-in-view.ts";

interface RunGraphProps {
  run: LiveRun;
  selected: string | null;
  /** Several stages that are chosen together, if more than one is. */
  marked: readonly string[];
  /** What would run again. */
  previewed: ReadonlySet<string> | null;
  onSelect: (stageId: string | null) => void;
  onMark: (stageIds: readonly string[]) => void;
}

/** The live picture of a run. */
export function RunGraph({ run, selected, marked, previewed, onSelect, onMark }: RunGraphProps) {
  const { definition, stages } = run;
  const canvas = useRef<HTMLDivElement>(null);
  const handle = useRef<GraphHandle>(null);
  useGraphInView(canvas, handle, run, selected);
  const progress = useMemo(() => new Map(stages.map((stage) => [stage.stageId, stage])), [stages]);
  const flows = useMemo(() => dependencyFlows(definition, stages), [definition, stages]);
  const selection = useMemo(
    () => ({
      stageIds: selected === null || marked.includes(selected) ? marked : [...marked, selected],
      dependencyIds: [],
    }),
    [selected, marked],
  );
  return (
    <div ref={canvas} className="min-h-0 flex-1">
      <GraphCanvas
        ref={handle}
        definition={definition}
        label={`Graph of run ${run.id}`}
        progress={progress}
        flows={flows}
        {...(previewed ? { highlighted: previewed } : {})}
        selection={selection}
        onSelect={({ stageIds }) => {
          if (!stageIds) return;
          onMark(stageIds.length > 1 ? stageIds : []);
          if (stageIds.length < 2) onSelect(stageIds[0] ?? null);
        }}
      />
    </div>
  );
}
