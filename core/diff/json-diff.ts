import { matchLists } from "#core/diff/match-lists.ts";
import { isObject, memberOf, namesOf, sameJson } from "#core/diff/same-json.ts";

/** How many lines a diff may have; what is left then is counted, not compared. */
const MAX_LINES = 20_000;

interface Move {
  from: number;
  to: number;
}

interface Place {
  depth: number;
  /** The member's name or, in a list, its place from 0; null at the root. */
  name: string | number | null;
  /** The way from the root, such as `orders[2].total`. */
  path: string;
  /** Where an item of a list was before and is now, if it changed places. */
  move: Move | null;
}

/** A line of a tree: what is `inside` follows, one deeper. */
export type JsonLine = Place &
  (
    | { kind: "inside"; isList: boolean }
    | { kind: "same" | "moved" | "removed" | "added"; value: unknown }
    | { kind: "changed"; before: unknown; after: unknown }
    | { kind: "cut"; count: number }
  );

export interface JsonDiff {
  lines: JsonLine[];
  counts: { added: number; removed: number; changed: number; moved: number };
  /** How many members were not compared. */
  cut: number;
}

/** What changed from one JSON value to another, member by member. Undefined is what is not there. */
export function diffJson(before: unknown, after: unknown): JsonDiff {
  const lines: JsonLine[] = [];
  addLines(lines, { depth: 0, name: null, path: "", move: null }, before, after);
  const count = (kind: JsonLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return {
    lines,
    counts: {
      added: count("added"),
      removed: count("removed"),
      changed: count("changed"),
      moved: lines.filter(({ move }) => move !== null).length,
    },
    cut: lines.reduce((total, line) => total + (line.kind === "cut" ? line.count : 0), 0),
  };
}

function addLines(lines: JsonLine[], place: Place, before: unknown, after: unknown): void {
  if (sameJson(before, after)) lines.push({ ...place, kind: place.move ? "moved" : "same", value: after });
  else if (before === undefined) lines.push({ ...place, kind: "added", value: after });
  else if (after === undefined) lines.push({ ...place, kind: "removed", value: before });
  else if (Array.isArray(before) && Array.isArray(after)) addItems(lines, place, before, after);
  else if (isObject(before) && isObject(after)) addMembers(lines, place, before, after);
  else lines.push({ ...place, kind: "changed", before, after });
}

function addMembers(lines: JsonLine[], place: Place, before: object, after: object): void {
  lines.push({ ...place, kind: "inside", isList: false });
  const names = namesOf(before, after);
  for (const [index, name] of names.entries()) {
    if (lines.length >= MAX_LINES) {
      addCut(lines, place, names.length - index);
      break;
    }
    addLines(lines, memberPlace(place, name), memberOf(before, name), memberOf(after, name));
  }
}

function addItems(lines: JsonLine[], place: Place, before: unknown[], after: unknown[]): void {
  lines.push({ ...place, kind: "inside", isList: true });
  const { matches, cut } = matchLists(before, after);
  for (const [index, match] of matches.entries()) {
    if (lines.length >= MAX_LINES) {
      addCut(lines, place, matches.length - index);
      break;
    }
    if (cut?.at === index) addCut(lines, place, Math.max(cut.before, cut.after));
    const move = match.moved ? { from: Number(match.before), to: Number(match.after) } : null;
    addLines(
      lines,
      { ...itemPlace(place, Number(match.after ?? match.before)), move },
      match.before === null ? undefined : before[match.before],
      match.after === null ? undefined : after[match.after],
    );
  }
  if (cut?.at === matches.length) addCut(lines, place, Math.max(cut.before, cut.after));
}

function addCut(lines: JsonLine[], place: Place, count: number): void {
  lines.push({ depth: place.depth + 1, name: null, path: place.path, move: null, kind: "cut", count });
}

const memberPlace = ({ depth, path }: Place, name: string): Place => ({
  depth: depth + 1,
  name,
  path: /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)
    ? path === ""
      ? name
      : `${path}.${name}`
    : `${path}[${JSON.stringify(name)}]`,
  move: null,
});

const itemPlace = ({ depth, path }: Place, index: number): Place => ({
  depth: depth + 1,
  name: index,
  path: `${path}[${index}]`,
  move: null,
});
