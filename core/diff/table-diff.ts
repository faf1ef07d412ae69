import { matchLists } from "#core/diff/match-lists.ts";
import { isObject, sameJson } from "#core/diff/same-json.ts";

const MAX_COLUMNS = 40;

export type FlatRow = Readonly<Record<string, string | number | boolean | null>>;

interface Place {
  /** Counts from 1. */
  number: number;
  row: FlatRow;
}

/** Two rows that belong together, or one that has no counterpart. */
export type TableRow =
  | { kind: "same" | "changed" | "moved"; moved: boolean; before: Place; after: Place }
  | { kind: "removed"; moved: false; before: Place; after: null }
  | { kind: "added"; moved: false; before: null; after: Place }
  | { kind: "cut"; moved: false; before: number; after: number };

export interface TableColumn {
  name: string;
  kind: "same" | "removed" | "added";
}

export interface TableDiff {
  by: string | null;
  columns: TableColumn[];
  rows: TableRow[];
  counts: { added: number; removed: number; changed: number; moved: number };
  /** How many rows of each table were not compared. */
  cut: { before: number; after: number } | null;
}

/** A list of objects of plain values, with few enough names for columns. */
export function isTable(before: unknown, after: unknown): boolean {
  if (!isFlatList(before) || !isFlatList(after)) return false;
  const columns = columnNames(before, after).length;
  return columns > 0 && columns <= MAX_COLUMNS;
}

/** What changed from one table to another: rows, cells, columns. */
export function diffTables(before: readonly FlatRow[], after: readonly FlatRow[]): TableDiff {
  const { by, matches, cut } = matchLists(before, after);
  const rows = matches.map((match): TableRow => {
    if (match.before === null) return { kind: "added", moved: false, before: null, after: placeIn(after, match.after) };
    const old = placeIn(before, match.before);
    if (match.after === null) return { kind: "removed", moved: false, before: old, after: null };
    const made = placeIn(after, match.after);
    const isSame = sameJson(old.row, made.row);
    const kind = isSame ? (match.moved ? "moved" : "same") : "changed";
    return { kind, moved: match.moved, before: old, after: made };
  });
  if (cut) rows.splice(cut.at, 0, { kind: "cut", moved: false, before: cut.before, after: cut.after });
  const count = (kind: TableRow["kind"]) => rows.filter((row) => row.kind === kind).length;
  return {
    by,
    columns: columnsOf(before, after),
    rows,
    counts: { added: count("added"), removed: count("removed"), changed: count("changed"), moved: count("moved") },
    cut: cut && { before: cut.before, after: cut.after },
  };
}

const placeIn = (rows: readonly FlatRow[], place: number): Place => ({
  number: place + 1,
  row: rows[place] as FlatRow,
});

const isFlatList = (value: unknown): value is FlatRow[] =>
  Array.isArray(value) &&
  value.every((row) => isObject(row) && Object.values(row).every((cell) => typeof cell !== "object" || cell === null));

const columnNames = (...tables: (readonly FlatRow[])[]): string[] => [
  ...new Set(tables.flatMap((rows) => rows.flatMap((row) => Object.keys(row)))),
];

function columnsOf(before: readonly FlatRow[], after: readonly FlatRow[]): TableColumn[] {
  const left = new Set(columnNames(before));
  const right = new Set(columnNames(after));
  // A table without rows has no columns that could have gone.
  const isWhole = before.length > 0 && after.length > 0;
  return columnNames(before, after).map((name) => ({
    name,
    kind: !isWhole || (left.has(name) && right.has(name)) ? "same" : left.has(name) ? "removed" : "added",
  }));
}
