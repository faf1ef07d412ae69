export interface Counts {
  added: number;
  removed: number;
  changed?: number;
  moved?: number;
}

/** A change in words for people, such as "3 rows added": the first names the unit, the others follow it. */
export interface CountWord {
  kind: keyof Counts;
  words: string;
}

const ORDER = ["changed", "added", "removed", "moved"] as const;

/** What changed, in counts. */
export function countWords(counts: Counts, unit: string): CountWord[] {
  const kinds = ORDER.filter((kind) => counts[kind]);
  return kinds.map((kind, place) => ({
    kind,
    words: `${place === 0 ? amount(counts[kind] ?? 0, unit) : number(counts[kind] ?? 0)} ${kind}`,
  }));
}

/** "1 line", "2,000 lines". */
export const amount = (count: number, unit: string) => `${number(count)} ${unit}${count === 1 ? "" : "s"}`;

const number = (count: number) => count.toLocaleString("en");
