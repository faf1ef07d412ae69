"use client";

import { useEffect, useEffectEvent } from "react";
import type { DraftAction } from "#components/editor/draft.ts";
import { copyFragment, readFragment } from "#components/editor/fragment.ts";
import type { GraphSelection } from "#components/graph/graph-mapper.ts";
import { toast } from "#components/ui/toast.tsx";
import type { Definition } from "#core/definition.ts";

interface ClipboardParts {
  definition: Definition;
  selection: GraphSelection;
  mayEdit: boolean;
  act: (action: DraftAction) => void;
}

const TEXT = "input, textarea, [contenteditable='true'], [role='dialog']";

// Text fields, dialogs and marked text keep the clipboard to themselves.
const isElsewhere = (event: ClipboardEvent) =>
  (event.target instanceof Element && event.target.closest(TEXT) !== null) ||
  (event.type !== "paste" && !window.getSelection()?.isCollapsed);

/** Copies, cuts and pastes stages as text, so that they go from tab to tab and from workflow to workflow. */
export function useClipboard({ definition, selection, mayEdit, act }: ClipboardParts): void {
  const copy = useEffectEvent((event: ClipboardEvent) => {
    const fragment = isElsewhere(event) ? null : copyFragment(definition, selection.stageIds);
    if (!fragment) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", JSON.stringify(fragment));
    if (event.type === "cut" && mayEdit) act({ type: "delete_selected" });
  });
  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (!mayEdit || isElsewhere(event)) return;
    const fragment = readFragment(event.clipboardData?.getData("text/plain") ?? "");
    if (fragment) act({ type: "paste", fragment });
    else toast.info("The clipboard holds no stages. Copy some first.");
  });
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => copy(event);
    const onPaste = (event: ClipboardEvent) => paste(event);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, []);
}
