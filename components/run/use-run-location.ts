import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

export const RUN_VIEWS = ["graph", "timeline", "events", "artifacts", "follow-ups", "deliveries"] as const;
export type RunViewName = (typeof RUN_VIEWS)[number];

export const PANEL_TABS = ["output", "input", "logs", "attempts", "subtasks", "review", "deliveries", "calls"] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

/** What is open on a run's page, kept in its address so that it can be linked to. */
export interface RunLocation {
  view: RunViewName;
  stageId: string | null;
  /** A subtask of the stage. */
  taskId: number | null;
  tab: PanelTab | null;
}

export type GoTo = (changes: Partial<RunLocation>) => void;

const oneOf = <Name extends string>(names: readonly Name[], text: string | null): Name | null =>
  names.find((name) => name === text) ?? null;

export function useRunLocation(): [RunLocation, GoTo] {
  const params = useSearchParams();
  const path = usePathname();
  const task = Number(params.get("task"));
  const location: RunLocation = {
    view: oneOf(RUN_VIEWS, params.get("view")) ?? "graph",
    stageId: params.get("stage"),
    taskId: Number.isSafeInteger(task) && task > 0 ? task : null,
    tab: oneOf(PANEL_TABS, params.get("tab")),
  };
  const goTo = useCallback<GoTo>(
    (changes) => {
      const next = new URLSearchParams(window.location.search);
      const names = { view: "view", stageId: "stage", taskId: "task", tab: "tab" } as const;
      for (const [key, name] of Object.entries(names)) {
        if (!(key in changes)) continue;
        const value = changes[key as keyof RunLocation];
        if (value === null || value === undefined || value === "graph") next.delete(name);
        else next.set(name, String(value));
      }
      const search = next.toString();
      window.history.replaceState(null, "", search ? `${path}?${search}` : path);
    },
    [path],
  );
  return [location, goTo];
}
