import type { PanelTab } from "#components/run/use-run-location.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { StageView } from "#core/views.ts";

export const TAB_TITLES: Record<PanelTab, string> = {
  output: "Output",
  input: "Input",
  logs: "Logs",
  attempts: "Attempts",
  subtasks: "Subtasks",
  review: "Review",
  deliveries: "Deliveries",
  calls: "Calls",
};

interface Shown {
  stage: Pick<StageView, "subtasks" | "reviewId" | "status">;
  isSubtask: boolean;
  taskStatus: TaskStatus;
  hasStarted: boolean;
  /** Whether the stage sends anything to other systems. */
  acts: boolean;
  /** Whether it is code, which may ask the outside. */
  isCode: boolean;
  /** Whether one can watch how its output is written. */
  writes: boolean;
}

/** The tabs that a stage, or one of its subtasks, has. */
export function tabsOf({ stage, isSubtask, acts, isCode }: Shown): PanelTab[] {
  const tabs: PanelTab[] = ["output", "input", "logs", "attempts"];
  if (stage.subtasks && !isSubtask) tabs.unshift("subtasks");
  if (stage.reviewId !== null && !isSubtask) tabs.unshift("review");
  if (isCode) tabs.push("calls");
  if (acts) tabs.push("deliveries");
  return tabs;
}

/** The tab that is open when nobody chose one: what one comes to see. */
export function firstTab(shown: Shown): PanelTab {
  const [first = "output"] = tabsOf(shown);
  if (first !== "output" || shown.writes) return first;
  return shown.hasStarted && (shown.taskStatus === "running" || shown.taskStatus === "failed") ? "logs" : "output";
}
