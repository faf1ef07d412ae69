"use client";

import type { DraftAction } from "#components/editor/draft.ts";
import { type Shortcut, useShortcuts } from "#components/ui/shortcuts.ts";

const STEP = 20;
const ARROWS = {
  arrowleft: { x: -STEP, y: 0 },
  arrowright: { x: STEP, y: 0 },
  arrowup: { x: 0, y: -STEP },
  arrowdown: { x: 0, y: STEP },
};

interface EditorCommands {
  mayEdit: boolean;
  act: (action: DraftAction) => void;
  undo: () => void;
  redo: () => void;
  openPalette: () => void;
  openInspector: () => void;
  fit: () => void;
  layOut: () => void;
  saveNow: () => void;
  publish: () => void;
  run: () => void;
}

/** The editor's keys; `?` lists them. */
export function useEditorShortcuts(commands: EditorCommands): void {
  const { mayEdit, act } = commands;
  const looking: Shortcut[] = [
    { keys: "enter", label: "Open the inspector", run: commands.openInspector },
    { keys: "f", label: "Show everything", run: commands.fit },
    { keys: "r", label: "Run", run: commands.run },
    { keys: "mod+a", label: "Select all stages", run: () => act({ type: "select_all" }), outsideText: true },
    { keys: "mod+c", label: "Copy", run: null },
  ];
  const nudges = Object.entries(ARROWS).map(
    ([keys, by]): Shortcut => ({
      keys,
      label: `Move the selection (${keys.slice(5)})`,
      run: () => act({ type: "nudge", by }),
    }),
  );
  const editing: Shortcut[] = [
    { keys: "a", label: "Add a stage", run: commands.openPalette },
    { keys: "/", label: "Search the kinds of stages", run: commands.openPalette },
    { keys: "delete", label: "Delete the selection", run: () => act({ type: "delete_selected" }) },
    { keys: "backspace", label: "Delete the selection", run: () => act({ type: "delete_selected" }) },
    { keys: "mod+z", label: "Undo", run: commands.undo, outsideText: true },
    { keys: "shift+mod+z", label: "Redo", run: commands.redo, outsideText: true },
    { keys: "mod+x", label: "Cut", run: null },
    { keys: "mod+v", label: "Paste", run: null },
    { keys: "mod+d", label: "Duplicate", run: () => act({ type: "duplicate_selected" }) },
    ...nudges,
    { keys: "l", label: "Arrange all stages", run: commands.layOut },
    { keys: "mod+s", label: "Save now", run: commands.saveNow },
    { keys: "p", label: "Publish", run: commands.publish },
  ];
  useShortcuts("Editor", mayEdit ? [...editing, ...looking] : looking);
}
