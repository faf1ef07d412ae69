import { type Aligned, commonEnds, inSequence, type Pair, refine } from "#core/diff/alignment.ts";
import { changedWords, type Part } from "#core/diff/changed-words.ts";
import { commonSubsequence } from "#core/diff/common-subsequence.ts";
import { pairAlike, textLikeness } from "#core/diff/likeness.ts";

/** What of one text is compared, without the lines that both share at their start and end. */
export const MAX_CHARACTERS = 200_000;

/** A line of a text diff. Lines count from 1; a line that changed knows its other form, before or after. */
export type TextRow =
  | { kind: "same"; before: number; after: number; text: string }
  | { kind: "removed"; before: number; text: string; other: string | null }
  | { kind: "added"; after: number; text: string; other: string | null }
  | { kind: "cut"; before: number; after: number };

export interface TextDiff {
  rows: TextRow[];
  counts: { added: number; removed: number };
  /** How many lines of each text were not compared. */
  cut: { before: number; after: number } | null;
}

/** What changed within a line that has another form; for those lines alone that are looked at, as it takes the most time. */
export function wordsOf(row: TextRow): Part[] | null {
  if (row.kind === "same" || row.kind === "cut" || row.other === null) return null;
  const words = row.kind === "removed" ? changedWords(row.text, row.other) : changedWords(row.other, row.text);
  return words.filter(({ kind }) => kind === "same" || kind === row.kind);
}

/** What changed from one text to another, by lines. */
export function diffTexts(before: string, after: string): TextDiff {
  const left = before.split("\n");
  const right = after.split("\n");
  const { start, end } = commonEnds([left.length, right.length], (one, other) => left[one] === right[other]);
  const compared: Pair = [fitting(left, start, left.length - end), fitting(right, start, right.length - end)];
  const cut = { before: left.length - end - compared[0], after: right.length - end - compared[1] };
  const wasCut = cut.before + cut.after > 0;
  const rows: TextRow[] = left.slice(0, start).map((text, place) => sameRow(text, place, place));
  for (const row of changedRows(left.slice(start, compared[0]), right.slice(start, compared[1]), start)) rows.push(row);
  if (wasCut) rows.push({ kind: "cut", ...cut });
  for (let place = end; place > 0; place -= 1)
    rows.push(sameRow(left.at(-place) as string, left.length - place, right.length - place));
  const count = (kind: TextRow["kind"]) => rows.filter((row) => row.kind === kind).length;
  return { rows, counts: { added: count("added"), removed: count("removed") }, cut: wasCut ? cut : null };
}

const sameRow = (text: string, before: number, after: number): TextRow => ({
  kind: "same",
  before: before + 1,
  after: after + 1,
  text,
});

/** Where the lines end that are compared: at least one is, however long. */
function fitting(lines: readonly string[], from: number, to: number): number {
  let characters = 0;
  for (let place = from; place < to; place += 1) {
    characters += (lines[place] as string).length + 1;
    if (characters > MAX_CHARACTERS) return Math.max(place, from + 1);
  }
  return to;
}

function changedRows(left: readonly string[], right: readonly string[], offset: number): TextRow[] {
  const counts: Pair = [left.length, right.length];
  const likeness = textLikeness();
  const pairs = refine(commonSubsequence(left, right), counts, (gap) =>
    pairAlike(gap, (before, after) => likeness(left[before] as string, right[after] as string)),
  );
  return inSequence(pairs, counts).flatMap(({ before, after }: Aligned): TextRow[] => {
    const old = before === null ? null : (left[before] as string);
    const made = after === null ? null : (right[after] as string);
    if (old !== null && old === made) return [sameRow(old, offset + Number(before), offset + Number(after))];
    return [
      ...(old === null
        ? []
        : [{ kind: "removed", before: offset + Number(before) + 1, text: old, other: made } as const]),
      ...(made === null ? [] : [{ kind: "added", after: offset + Number(after) + 1, text: made, other: old } as const]),
    ];
  });
}
