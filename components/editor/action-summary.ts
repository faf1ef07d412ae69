import type { Action, ActionTrigger } from "#core/action.ts";
import { isExpression } from "#core/expression.ts";

export const TRIGGER_TITLES: Record<ActionTrigger, string> = {
  start: "On start",
  success: "On success",
  failure: "On failure",
  cancel: "When canceled",
};

/** An action in one line: when, how and where. */
export function actionSummary({ on, method, url, eachSubtask }: Action): { when: string; call: string } {
  const parsed = isExpression(url) ? null : URL.parse(url);
  const where = isExpression(url)
    ? `to ${url.$ || "…"}`
    : parsed
      ? `${parsed.host}${parsed.pathname === "/" ? "" : parsed.pathname}`
      : url || "no address yet";
  return { when: `${TRIGGER_TITLES[on]}${eachSubtask ? " of each subtask" : ""}`, call: `${method} ${where}` };
}
