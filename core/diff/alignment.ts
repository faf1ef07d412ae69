/** A place of the list before, and the place of the list after that it belongs to. */
export type Pair = readonly [before: number, after: number];

/** What lies between two pairs: places from … to, the end left out. */
export interface Gap {
  before: { from: number; to: number };
  after: { from: number; to: number };
}

/** A place in one list or in both. */
export type Aligned =
  | { before: number; after: number }
  | { before: number; after: null }
  | { before: null; after: number };

/** Looks for further pairs in every gap between those that are known. */
export function refine(pairs: readonly Pair[], counts: Pair, pairsOf: (gap: Gap) => Pair[]): Pair[] {
  const refined: Pair[] = [];
  let from: Pair = [0, 0];
  for (const [before, after] of [...pairs, counts]) {
    for (const pair of pairsOf({ before: { from: from[0], to: before }, after: { from: from[1], to: after } }))
      refined.push(pair);
    refined.push([before, after]);
    from = [before + 1, after + 1];
  }
  return refined.slice(0, -1);
}

/** Every place of both lists once, in order; between two pairs, what went stands before what came. */
export function inSequence(pairs: readonly Pair[], counts: Pair): Aligned[] {
  const sequence: Aligned[] = [];
  let from: Pair = [0, 0];
  for (const [before, after] of [...pairs, counts]) {
    for (let place = from[0]; place < before; place += 1) sequence.push({ before: place, after: null });
    for (let place = from[1]; place < after; place += 1) sequence.push({ before: null, after: place });
    sequence.push({ before, after });
    from = [before + 1, after + 1];
  }
  return sequence.slice(0, -1);
}

/** How many places two lists share at their start and, of the rest, at their end. */
export function commonEnds(counts: Pair, isSame: (before: number, after: number) => boolean) {
  const shorter = Math.min(...counts);
  let start = 0;
  while (start < shorter && isSame(start, start)) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(counts[0] - end - 1, counts[1] - end - 1)) end += 1;
  return { start, end };
}
