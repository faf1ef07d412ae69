import { diffArrays } from "diff";
import { commonEnds, type Pair } from "#core/diff/alignment.ts";
import { longestRise } from "#core/diff/longest-rise.ts";

/** Work and memory grow with its square. */
const MAX_EDITS = 1_000;

/**
 * Which places of two lists belong together, in order: a longest common subsequence; where that would take too long, the
 * longest one of what occurs once in both.
 */
export function commonSubsequence(before: readonly string[], after: readonly string[]): Pair[] {
  const { start, end } = commonEnds([before.length, after.length], (left, right) => before[left] === after[right]);
  const left = placed(before, start, end);
  const right = placed(after, start, end);
  // What only one side has belongs to no common subsequence. Without it, even two different texts are compared at once.
  const inLeft = new Set(left.map(({ text }) => text));
  const inRight = new Set(right.map(({ text }) => text));
  const shared = [left.filter(({ text }) => inRight.has(text)), right.filter(({ text }) => inLeft.has(text))] as const;
  return [
    ...Array.from({ length: start }, (_, place): Pair => [place, place]),
    ...(exact(...shared) ?? ofUnique(...shared)),
    ...Array.from({ length: end }, (_, place): Pair => [before.length - end + place, after.length - end + place]),
  ];
}

interface Placed {
  text: string;
  place: number;
}

const placed = (texts: readonly string[], start: number, end: number): Placed[] =>
  texts.slice(start, texts.length - end).map((text, index) => ({ text, place: start + index }));

function exact(left: readonly Placed[], right: readonly Placed[]): Pair[] | null {
  const changes = diffArrays(
    left.map(({ text }) => text),
    right.map(({ text }) => text),
    { maxEditLength: MAX_EDITS },
  );
  if (!changes) return null;
  const pairs: Pair[] = [];
  let before = 0;
  let after = 0;
  for (const { count, added, removed } of changes) {
    if (!added && !removed)
      for (let passed = 0; passed < count; passed += 1)
        pairs.push([(left[before + passed] as Placed).place, (right[after + passed] as Placed).place]);
    if (!added) before += count;
    if (!removed) after += count;
  }
  return pairs;
}

function ofUnique(left: readonly Placed[], right: readonly Placed[]): Pair[] {
  const places = onceIn(right);
  const once = onceIn(left);
  const pairs = left.flatMap(({ text, place }): Pair[] => {
    const after = places.get(text);
    return after === undefined || !once.has(text) ? [] : [[place, after]];
  });
  return longestRise(pairs.map(([, after]) => after)).map((place) => pairs[place] as Pair);
}

function onceIn(list: readonly Placed[]): Map<string, number> {
  const once = new Map<string, number>();
  const seen = new Set<string>();
  for (const { text, place } of list) {
    if (seen.has(text)) once.delete(text);
    else once.set(text, place);
    seen.add(text);
  }
  return once;
}
