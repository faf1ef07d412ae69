"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** "mod+k", "j", "?", "enter", "shift+a". */
  keys: string;
  label: string;
  /** Null where the browser itself does it and the key is only listed. */
  run: (() => void) | null;
  /** Within a text field the key keeps its own meaning, e.g. undo. */
  outsideText?: boolean;
  /** It moves what Enter is for, whatever has the focus. */
  moves?: boolean;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: Shortcut[];
}

let groups: ShortcutGroup[] = [];
const listeners = new Set<() => void>();
const NONE: ShortcutGroup[] = [];

function replaceGroups(next: ShortcutGroup[]) {
  groups = next;
  for (const tell of listeners) tell();
}

/** Makes keys do something while the component is on screen. The newest group wins; `?` lists them all. */
export function useShortcuts(title: string, shortcuts: Shortcut[]) {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = shortcuts
    .map(({ keys, label, run, outsideText, moves }) =>
      [keys, label, run ? "runs" : "", outsideText ? "outside" : "", moves ? "moves" : ""].join("\t"),
    )
    .join("\n");
  useEffect(() => {
    if (names === "") return;
    const group = {
      title,
      shortcuts: names
        .split("\n")
        .filter(Boolean)
        .map((line, index) => {
          const [keys = "", label = "", runs, outside, moves] = line.split("\t");
          return {
            keys,
            label,
            run: runs ? () => latest.current[index]?.run?.() : null,
            outsideText: outside === "outside",
            moves: moves === "moves",
          };
        }),
    };
    if (groups.length === 0) {
      document.addEventListener("keydown", onKeyDown);
      document.addEventListener("focusin", forgetPassedOver);
    }
    replaceGroups([...groups, group]);
    return () => {
      replaceGroups(groups.filter((other) => other !== group));
      if (groups.length === 0) {
        document.removeEventListener("keydown", onKeyDown);
        document.removeEventListener("focusin", forgetPassedOver);
      }
    };
  }, [title, names]);
}

/** All keys that do something now. */
export const useShortcutGroups = (): ShortcutGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
    () => NONE,
  );

const TYPING =
  "input:not([type='radio'], [type='checkbox']), textarea, select, [contenteditable='true'], [role='combobox'], [role='textbox']";
const ON_TOP = "[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']";
const PRESSED_BY_ENTER =
  "a[href], button, input, summary, [role='button'], [role='tab'], [role='radio'], [role='checkbox']";

/**
 * What kept the focus while keys moved something else, e.g. the link that led to this page. Enter is not for it any more,
 * until it is focused anew.
 */
let passedOver: Element | null = null;
const forgetPassedOver = () => {
  passedOver = null;
};

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : null;
  const hasMod = event.metaKey || event.ctrlKey;
  if (!hasMod && (target?.closest(TYPING) || document.querySelector(ON_TOP))) return;
  if (event.key === "Enter" && target !== passedOver && target?.closest(PRESSED_BY_ENTER)) return;
  for (const group of groups.toReversed())
    for (const shortcut of group.shortcuts)
      if (shortcut.run && matches(shortcut.keys, event) && !(shortcut.outsideText && target?.closest(TYPING))) {
        event.preventDefault();
        const focused = document.activeElement;
        shortcut.run();
        if (shortcut.moves && document.activeElement === focused) passedOver = focused;
        return;
      }
}

function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1);
  if (parts.includes("mod") !== (event.metaKey || event.ctrlKey) || event.altKey) return false;
  // "?" needs shift on most keyboards; a letter with shift is another shortcut.
  const isLetter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if ((isLetter || event.key.length > 1) && parts.includes("shift") !== event.shiftKey) return false;
  return event.key.toLowerCase() === key;
}
