import canonicalize from "canonicalize";
import { type Aligned, commonEnds, type Gap, inSequence, type Pair, refine } from "#core/diff/alignment.ts";
import { commonSubsequence } from "#core/diff/common-subsequence.ts";
import { jsonLikeness, pairAlike } from "#core/diff/likeness.ts";
import { longestRise } from "#core/diff/longest-rise.ts";
import { isObject, memberOf, sameJson } from "#core/diff/same-json.ts";

/** How many items of one list are compared, without those that both share at their start and end. */
export const MAX_ITEMS = 5_000;

/** The members that name an object, the best first. */
const KEYS = ["id", "key", "name"];

/** Items that belong together, or one that has no counterpart; places count from 0. */
export type Match = Aligned & { moved: boolean };

export interface MatchedLists {
  /** The member by which objects were matched, or null where they were by position. */
  by: string | null;
  matches: Match[];
  /** How many items of each list were not compared, and before which match they would stand. */
  cut: { before: number; after: number; at: number } | null;
}

/**
 * Which items of two lists belong together: objects by the first of `id`, `key` and `name` that is unique in both and occurs
 * in both, everything else by position in a longest common subsequence, what is alike first.
 */
export function matchLists(before: readonly unknown[], after: readonly unknown[]): MatchedLists {
  const isLong = Math.max(before.length, after.length) > MAX_ITEMS;
  const { start, end } = isLong
    ? commonEnds([before.length, after.length], (left, right) => sameJson(before[left], after[right]))
    : { start: 0, end: 0 };
  const to: Pair = [Math.min(start + MAX_ITEMS, before.length - end), Math.min(start + MAX_ITEMS, after.length - end)];
  const left = before.slice(start, to[0]);
  const right = after.slice(start, to[1]);
  const by = keyOf(left, right);
  const middle = by === null ? byPosition(left, right) : byKey(left, right, by);
  const matches: Match[] = Array.from({ length: start }, (_, place) => stayed(place, place));
  for (const match of middle) matches.push(shifted(match, start));
  const at = matches.length;
  for (let place = end; place > 0; place -= 1) matches.push(stayed(before.length - place, after.length - place));
  const cut = { before: before.length - end - to[0], after: after.length - end - to[1], at };
  return { by, matches, cut: cut.before + cut.after > 0 ? cut : null };
}

const stayed = (before: number, after: number): Match => ({ before, after, moved: false });

function shifted({ before, after, moved }: Match, by: number): Match {
  if (before === null) return { before, after: after + by, moved };
  return after === null ? { before: before + by, after, moved } : { before: before + by, after: after + by, moved };
}

function keyOf(before: readonly unknown[], after: readonly unknown[]): string | null {
  return (
    KEYS.find((key) => {
      const left = uniqueKeys(before, key);
      const right = uniqueKeys(after, key);
      // A key that no two items share, such as an id that is made anew each time, tells nothing.
      return left && right && [...left].some((text) => right.has(text));
    }) ?? null
  );
}

/** The values of a key, as text: null unless every item is an object that has one of its own. */
function uniqueKeys(items: readonly unknown[], key: string): Set<string> | null {
  const values = items.map((item) => (isObject(item) ? memberOf(item, key) : undefined));
  if (!values.every((value) => typeof value === "string" || typeof value === "number")) return null;
  const texts = new Set(values.map((value) => JSON.stringify(value)));
  return texts.size === items.length ? texts : null;
}

/** In the order of the list after; what went stands behind the item that it stood behind before. */
function byKey(before: readonly unknown[], after: readonly unknown[], key: string): Match[] {
  const textOf = (item: unknown) => JSON.stringify(memberOf(item as object, key));
  const places = new Map(before.map((item, place) => [textOf(item), place]));
  const came = after.map((item, place) => ({ before: places.get(textOf(item)), after: place }));
  const kept = came.flatMap((one) => (one.before === undefined ? [] : [one.before]));
  const inPlace = new Set(longestRise(kept).map((place) => kept[place]));
  const isKept = new Set(kept);
  const gone = (from: number): Match[] => {
    let to = from;
    while (to < before.length && !isKept.has(to)) to += 1;
    return Array.from({ length: to - from }, (_, index) => ({ before: from + index, after: null, moved: false }));
  };
  return [
    ...gone(0),
    ...came.flatMap((one): Match[] =>
      one.before === undefined
        ? [{ before: null, after: one.after, moved: false }]
        : [{ before: one.before, after: one.after, moved: !inPlace.has(one.before) }, ...gone(one.before + 1)],
    ),
  ];
}

function byPosition(before: readonly unknown[], after: readonly unknown[]): Match[] {
  const counts: Pair = [before.length, after.length];
  const textOf = (item: unknown) => String(canonicalize(item));
  const likeness = jsonLikeness();
  const equal = commonSubsequence(before.map(textOf), after.map(textOf));
  const alike = refine(equal, counts, (gap) => pairAlike(gap, (left, right) => likeness(before[left], after[right])));
  return inSequence(refine(alike, counts, pairEven), counts).map((aligned) => ({ ...aligned, moved: false }));
}

/** As many came as went: each stands for the one in its place. */
function pairEven({ before, after }: Gap): Pair[] {
  const count = before.to - before.from;
  if (count !== after.to - after.from) return [];
  return Array.from({ length: count }, (_, index) => [before.from + index, after.from + index]);
}
