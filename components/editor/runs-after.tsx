"use client";

import { useMemo } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { StageChecklist } from "#components/editor/stage-checklist.tsx";
import type { Stage } from "#core/definition.ts";
import { downstreamOf } from "#core/graph.ts";

/** Connects by keyboard: the stages that this one runs after. Those that wait for it cannot be chosen. */
export function RunsAfter({ stage }: { stage: Stage }) {
  const { definition, act } = useEditor();
  const before = useMemo(
    () => definition.dependencies.filter(({ to }) => to === stage.id).map(({ from }) => from),
    [definition.dependencies, stage.id],
  );
  const waiting = useMemo(() => downstreamOf([stage.id], definition.dependencies), [stage.id, definition.dependencies]);
  const others = definition.stages.filter(({ id }) => id !== stage.id);
  if (others.length === 0) return <p className="text-muted text-sm">There is no other stage yet.</p>;
  return (
    <StageChecklist
      legend="Runs after"
      searchLabel="Search stages to run after"
      stages={others}
      chosen={before}
      refusal={(id) => (waiting.has(id) ? "waits for this one" : null)}
      onChange={(after) => act({ type: "run_after", stageId: stage.id, after })}
    />
  );
}
