import { changeDraft, type Draft, type DraftAction, withDefinition } from "#components/editor/draft.ts";
import type { Definition } from "#core/definition.ts";

const STEPS_KEPT = 200;
/** Keystrokes in one field that follow each other faster than this are one step. */
const BURST_MS = 1_000;

/** A draft with the way back and forth. Saving does not touch it. */
export interface History {
  draft: Draft;
  past: readonly Definition[];
  future: readonly Definition[];
  burst: { key: string; at: number } | null;
}

export type HistoryAction = { type: "undo" } | { type: "redo" } | { type: "do"; action: DraftAction; at: number };

export const openHistory = (draft: Draft): History => ({ draft, past: [], future: [], burst: null });

/** The history after an action. `at` is the time in milliseconds at which it was done. */
export function changeHistory(history: History, action: HistoryAction): History {
  switch (action.type) {
    case "undo":
      return step(history, history.past, history.future, (past, future) => ({ past, future }));
    case "redo":
      return step(history, history.future, history.past, (future, past) => ({ past, future }));
    case "do":
      return record(history, action.action, action.at);
  }
}

function record(history: History, action: DraftAction, at: number): History {
  const { draft, past, burst } = history;
  const next = changeDraft(draft, action);
  if (next === draft) return history;
  if (next.definition === draft.definition) return { ...history, draft: next, burst: null };
  const key = burstKey(action);
  const continues = key !== null && burst?.key === key && at - burst.at < BURST_MS;
  return {
    draft: next,
    past: continues ? past : [...past, draft.definition].slice(-STEPS_KEPT),
    future: [],
    burst: key === null ? null : { key, at },
  };
}

type Steps = readonly Definition[];

function step(
  history: History,
  from: Steps,
  to: Steps,
  sides: (from: Steps, to: Steps) => Pick<History, "past" | "future">,
): History {
  const definition = from.at(-1);
  if (!definition) return history;
  return {
    draft: withDefinition(history.draft, definition),
    ...sides(from.slice(0, -1), [...to, history.draft.definition]),
    burst: null,
  };
}

/** Actions with the same key belong together when they follow each other quickly. */
function burstKey(action: DraftAction): string | null {
  switch (action.type) {
    case "change_stage":
      return `${action.type} ${action.stageId} ${Object.keys(action.change)}`;
    case "change_dependency":
      return `${action.type} ${action.dependencyId} ${Object.keys(action.change)}`;
    case "change_workflow":
      return `${action.type} ${Object.keys(action.change)}`;
    case "rename_stage":
    case "nudge":
      return action.type;
    case "add_stage":
    case "move":
    case "connect":
    case "run_after":
    case "delete_selected":
    case "set_changes":
    case "start_picking":
    case "pick":
    case "stop_picking":
    case "paste":
    case "duplicate_selected":
    case "replace":
    case "select":
    case "select_all":
      return null;
  }
}
