"use client";

import { useMemo } from "react";
import { DIFFERENCE_LOOK } from "#components/compare/difference-look.ts";
import { differenceText } from "#components/compare/difference-words.ts";
import { unitedDefinition } from "#components/compare/united-definition.ts";
import { GraphCanvas } from "#components/graph/graph-canvas.tsx";
import type { StageMark } from "#components/graph/graph-node.ts";
import type { RunComparison } from "#core/comparison-views.ts";

interface CompareGraphProps {
  comparison: RunComparison;
  selected: string | null;
  onSelect: (stageId: string) => void;
}

/** The stages of both runs, each with what differs of it; the one at which the runs part stands out. */
export function CompareGraph({ comparison, selected, onSelect }: CompareGraphProps) {
  const { first, second, stages, firstDiffering } = comparison;
  const definition = useMemo(
    () => unitedDefinition(first.definition, second.definition),
    [first.definition, second.definition],
  );
  const marks = useMemo(
    () =>
      new Map(
        stages.map(({ stageId, differs }): [string, StageMark] => {
          const look = differs[0] ?? "none";
          return [stageId, { look, words: differenceText(differs), icon: DIFFERENCE_LOOK[look].icon }];
        }),
      ),
    [stages],
  );
  const highlighted = useMemo(() => new Set(firstDiffering === null ? [] : [firstDiffering]), [firstDiffering]);
  const selection = useMemo(() => ({ stageIds: selected === null ? [] : [selected], dependencyIds: [] }), [selected]);
  return (
    <GraphCanvas
      definition={definition}
      label={`What differs between runs ${first.id} and ${second.id}`}
      marks={marks}
      highlighted={highlighted}
      selection={selection}
      onSelect={({ stageIds }) => {
        const chosen = stageIds?.find((id) => id !== selected) ?? stageIds?.[0];
        if (chosen !== undefined) onSelect(chosen);
      }}
    />
  );
}
