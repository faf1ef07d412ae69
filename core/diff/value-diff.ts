import { diffJson, type JsonDiff } from "#core/diff/json-diff.ts";
import { sameJson } from "#core/diff/same-json.ts";
import { diffTables, type FlatRow, isTable, type TableDiff } from "#core/diff/table-diff.ts";
import { diffTexts, type TextDiff } from "#core/diff/text-diff.ts";

export type Difference =
  | { view: "none" }
  | { view: "text"; diff: TextDiff }
  | { view: "table"; diff: TableDiff }
  | { view: "json"; diff: JsonDiff };

/** What changed from one JSON value to another, in the form that suits both: as text, as table, or as tree. */
export function differenceOf(before: unknown, after: unknown): Difference {
  if (sameJson(before, after)) return { view: "none" };
  if (typeof before === "string" && typeof after === "string") return { view: "text", diff: diffTexts(before, after) };
  if (isTable(before, after))
    return { view: "table", diff: diffTables(before as readonly FlatRow[], after as readonly FlatRow[]) };
  return { view: "json", diff: diffJson(before, after) };
}
