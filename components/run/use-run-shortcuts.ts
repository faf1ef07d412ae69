import type { LiveRun } from "#components/run/run-projection.ts";
import { type Direction, neighborOf } from "#components/run/stage-neighbors.ts";
import type { GoTo, RunLocation } from "#components/run/use-run-location.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";

/** Arrows walk the graph, letters switch the view, escape closes the panel. */
export function useRunShortcuts(run: LiveRun, location: RunLocation, goTo: GoTo): void {
  const walk = (direction: Direction) => () => {
    const next = neighborOf(run.definition, location.stageId, direction);
    if (next) goTo({ stageId: next, taskId: null, tab: null });
  };
  useShortcuts("Run", [
    { keys: "arrowright", label: "Stage after", run: walk("on") },
    { keys: "arrowleft", label: "Stage before", run: walk("back") },
    { keys: "arrowdown", label: "Next stage beside", run: walk("next") },
    { keys: "arrowup", label: "Previous stage beside", run: walk("previous") },
    { keys: "g", label: "Graph", run: () => goTo({ view: "graph" }) },
    { keys: "t", label: "Timeline", run: () => goTo({ view: "timeline" }) },
    { keys: "e", label: "Events", run: () => goTo({ view: "events" }) },
    { keys: "a", label: "Artifacts", run: () => goTo({ view: "artifacts" }) },
    { keys: "escape", label: "Close the panel", run: () => goTo({ stageId: null, taskId: null, tab: null }) },
  ]);
}
