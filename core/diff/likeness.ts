import type { Gap, Pair } from "#core/diff/alignment.ts";
import { isObject, memberOf, namesOf, sameJson } from "#core/diff/same-json.ts";

/** From here on, one is taken for a changed form of the other. */
export const ALIKE = 0.4;

/** How far a partner is looked for: a gap of any size is searched in proportion to its size. */
const REACH = 12;

/** A longer text is judged by how it begins. */
const MAX_CHARACTERS = 5_000;

const WORDS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}_]+/gu;

/** Tells how alike two texts are, from 0 to 1, by the words they share; remembers the words of each. */
export function textLikeness(): (before: string, after: string) => number {
  const known = new Map<string, Map<string, number>>();
  const countsOf = (text: string) => {
    const counts = known.get(text) ?? wordCounts(text);
    known.set(text, counts);
    return counts;
  };
  return (before, after) => {
    const left = countsOf(before);
    const right = countsOf(after);
    const total = sum([...left.values(), ...right.values()]);
    if (total === 0) return before.trim() === after.trim() ? 1 : 0;
    return (2 * sum([...left].map(([word, count]) => Math.min(count, right.get(word) ?? 0)))) / total;
  };
}

/** How alike two JSON values are, from 0 to 1: texts by their words, objects and lists by the members they share. */
export function jsonLikeness(): (before: unknown, after: unknown) => number {
  const ofTexts = textLikeness();
  return (before, after) => {
    if (typeof before === "string" && typeof after === "string") return ofTexts(before, after);
    if (!(isObject(before) && isObject(after)) && !(Array.isArray(before) && Array.isArray(after))) return 0;
    const names = namesOf(before, after);
    return names.filter((name) => sameJson(memberOf(before, name), memberOf(after, name))).length / names.length;
  };
}

/** Pairs in a gap what is alike, in order: each that went with the most similar of those that came next. */
export function pairAlike({ before, after }: Gap, likeness: (before: number, after: number) => number): Pair[] {
  const pairs: Pair[] = [];
  let from = after.from;
  for (let left = before.from; left < before.to; left += 1) {
    let best = { place: -1, likeness: ALIKE };
    for (let right = from; right < Math.min(after.to, from + REACH); right += 1) {
      const found = likeness(left, right);
      if (best.place < 0 ? found >= ALIKE : found > best.likeness) best = { place: right, likeness: found };
    }
    if (best.place < 0) continue;
    pairs.push([left, best.place]);
    from = best.place + 1;
  }
  return pairs;
}

function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.slice(0, MAX_CHARACTERS).match(WORDS) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
