/** Runs that are chosen together, and the one from which a range reaches. */
export interface RunSelection {
  ids: ReadonlySet<number>;
  anchor: number | null;
}

export const NO_RUNS: RunSelection = { ids: new Set(), anchor: null };

/** Adds a run, or takes it out. */
export function toggleRun({ ids }: RunSelection, id: number): RunSelection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Adds all runs from the last one that was chosen to this one, in the order of the list. */
export function extendTo(selection: RunSelection, id: number, listed: readonly number[]): RunSelection {
  const from = selection.anchor === null ? -1 : listed.indexOf(selection.anchor);
  const to = listed.indexOf(id);
  if (from < 0 || to < 0) return toggleRun(selection, id);
  const range = listed.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...range]), anchor: id };
}
