"use client";

import { useCallback, useReducer } from "react";
import { type DraftAction, openDraft } from "#components/editor/draft.ts";
import { changeHistory, type History, openHistory } from "#components/editor/history.ts";
import type { Definition } from "#core/definition.ts";

interface UsedDraft {
  history: History;
  act: (action: DraftAction) => void;
  undo: () => void;
  redo: () => void;
}

const LOOKING: readonly DraftAction["type"][] = ["select", "select_all"];

/** The draft on screen with its history, at first with one stage selected if it is named. Those who may not edit can only select. */
export function useDraft(opened: Definition, mayEdit: boolean, stageId: string | null): UsedDraft {
  const [history, dispatch] = useReducer(changeHistory, opened, (definition) =>
    openHistory(openDraft(definition, stageId)),
  );
  const act = useCallback(
    (action: DraftAction) => {
      if (mayEdit || LOOKING.includes(action.type)) dispatch({ type: "do", action, at: Date.now() });
    },
    [mayEdit],
  );
  return { history, act, undo: () => dispatch({ type: "undo" }), redo: () => dispatch({ type: "redo" }) };
}
