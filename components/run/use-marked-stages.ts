import { useState } from "react";
import type { LiveStage } from "#components/run/live-stage.ts";
import type { LiveRun } from "#components/run/run-projection.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";

const NOBODY: readonly string[] = [];

export interface MarkedStages {
  /** Stages of the graph that are chosen together; empty while there is only the one that the panel shows. */
  stages: LiveStage[];
  ids: readonly string[];
  mark: (stageIds: readonly string[]) => void;
  clear: () => void;
}

/** Several stages that are chosen together: by ctrl or cmd and a click, by a frame drawn with shift, or by x. */
export function useMarkedStages(run: LiveRun, selected: string | null): MarkedStages {
  const [ids, setIds] = useState(NOBODY);
  const toggle = () => {
    if (selected === null) return;
    setIds(ids.includes(selected) ? ids.filter((id) => id !== selected) : [...ids, selected]);
  };
  const clear = () => setIds(NOBODY);
  const stages = run.stages.filter(({ stageId }) => ids.includes(stageId));
  useShortcuts("Selection", [
    { keys: "x", label: "Mark or unmark the stage", run: toggle },
    ...(ids.length > 0 ? [{ keys: "escape", label: "Clear the marks", run: clear }] : []),
  ]);
  return { stages, ids, mark: setIds, clear };
}
