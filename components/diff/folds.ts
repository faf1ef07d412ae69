/** How many rows are drawn at first, and how many more each time that more are asked for. */
const DRAWN_AT_FIRST = 300;

/** Which folds are open, by the place of their first row, and how many rows are drawn at most. */
export interface Folds {
  open: ReadonlySet<number>;
  max: number;
}

export type FoldAction = { type: "toggle"; at: number } | { type: "more" };

export const initialFolds: Folds = { open: new Set(), max: DRAWN_AT_FIRST };

export function changeFolds(folds: Folds, action: FoldAction): Folds {
  if (action.type === "more") return { ...folds, max: folds.max * 2 };
  const open = new Set(folds.open);
  if (!open.delete(action.at)) open.add(action.at);
  return { ...folds, open };
}
