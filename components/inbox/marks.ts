import { wordsOf } from "#components/inbox/value-shape.ts";
import type { MarkView } from "#core/review-views.ts";

/** A part of the details that can be marked. */
export interface Place {
  path: string;
  line?: number;
}

export const placeKey = ({ path, line }: Place): string => (line === undefined ? path : `${path}:${line}`);

const isAt = (place: Place) => (mark: Place) => mark.path === place.path && mark.line === place.line;

/** Marks a part, or takes its mark away with the note on it. */
export function toggleMark(marks: readonly MarkView[], place: Place): MarkView[] {
  const others = marks.filter((mark) => !isAt(place)(mark));
  return others.length < marks.length ? others : [...marks, { ...place, note: "" }];
}

/** Says something about a part that is marked. */
export const noteMark = (marks: readonly MarkView[], place: Place, note: string): MarkView[] =>
  marks.map((mark) => (isAt(place)(mark) ? { ...mark, note } : mark));

/** Where a mark stands, in words: `findings.2.risk` is "Findings, row 3, risk". */
export function placeWords({ path, line }: Place): string {
  const parts =
    path === "" ? [] : path.split(".").map((part) => (/^\d+$/.test(part) ? `row ${Number(part) + 1}` : wordsOf(part)));
  if (line !== undefined) parts.push(`line ${line}`);
  const [first = "Everything", ...others] = parts;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others.map((part) => part.toLowerCase())].join(", ");
}
