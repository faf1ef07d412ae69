/** A place in the grid. Column 0 is the item itself, its stages follow. */
export interface GridPlace {
  row: number;
  column: number;
}

interface GridSize {
  rows: number;
  /** The item's column counted in. */
  columns: number;
  /** How many rows are in sight. */
  page: number;
}

const within = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1));

/** Where a key leads from a place; null when the key means nothing to a grid. */
export function placeAfter(
  { row, column }: GridPlace,
  key: string,
  hasMod: boolean,
  { rows, columns, page }: GridSize,
): GridPlace | null {
  const at = (nextRow: number, nextColumn: number): GridPlace => ({
    row: within(nextRow, rows),
    column: within(nextColumn, columns),
  });
  switch (key) {
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowDown":
      return at(row + 1, column);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "PageUp":
      return at(row - page, column);
    case "PageDown":
      return at(row + page, column);
    case "Home":
      return at(hasMod ? 0 : row, 0);
    case "End":
      return at(hasMod ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
