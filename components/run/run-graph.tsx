"use client";

import { useMemo } from "react";
import { GraphCanvas } from "#components/graph/graph-canvas.tsx";
import { dependencyFlows } from "#components/run/dependency-flows.ts";
import type { LiveRun } from "#components/run/run-projection.ts";

interface RunGraphProps {
  run: LiveRun;
  selected: string | null;
  onSelect: (stageId: string | null) => void;
}

/** The live picture of a run. */
export function RunGraph({ run, selected, onSelect }: RunGraphProps) {
  const { definition, stages } = run;
  const progress = useMemo(() => new Map(stages.map((stage) => [stage.stageId, stage])), [stages]);
  const flows = useMemo(() => dependencyFlows(definition, stages), [definition, stages]);
  const selection = useMemo(() => ({ stageIds: selected === null ? [] : [selected], dependencyIds: [] }), [selected]);
  return (
    <GraphCanvas
      definition={definition}
      label={`Graph of run ${run.id}`}
      progress={progress}
      flows={flows}
      selection={selection}
      onSelect={({ stageIds }) => {
        if (stageIds) onSelect(stageIds.find((id) => id !== selected) ?? stageIds[0] ?? null);
      }}
    />
  );
}
