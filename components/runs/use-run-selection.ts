import { useState } from "react";
import { extendTo, NO_RUNS, toggleRun } from "#components/runs/run-selection.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { RunSummary } from "#core/views.ts";

const ROW = "[data-run]";

/** The row that has the focus. */
const focusedRow = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(ROW) ?? null;

function moveFocus(step: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const from = focusedRow();
  const next = from ? rows[rows.indexOf(from) + step] : rows[0];
  next?.querySelector("a")?.focus();
}

/** Choosing runs of the list together, by mouse and by keys. */
export function useRunSelection(rows: readonly RunSummary[]) {
  const [selection, setSelection] = useState(NO_RUNS);
  const listed = rows.map(({ id }) => id);
  const choose = (id: number, isRange: boolean) =>
    setSelection((now) => (isRange ? extendTo(now, id, listed) : toggleRun(now, id)));
  const chooseFocused = (isRange: boolean) => () => {
    const id = Number(focusedRow()?.dataset.run);
    if (id > 0) choose(id, isRange);
  };
  const clear = () => setSelection(NO_RUNS);
  useShortcuts("Runs", [
    { keys: "j", label: "Next run", run: () => moveFocus(1) },
    { keys: "k", label: "Previous run", run: () => moveFocus(-1) },
    { keys: "x", label: "Select the run", run: chooseFocused(false) },
    { keys: "shift+x", label: "Select up to the run", run: chooseFocused(true) },
    { keys: "escape", label: "Clear the selection", run: clear },
  ]);
  return {
    selected: rows.filter(({ id }) => selection.ids.has(id)),
    isSelected: (id: number) => selection.ids.has(id),
    choose,
    clear,
  };
}
