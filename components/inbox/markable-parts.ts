import { type Place, placeKey } from "#components/inbox/marks.ts";
import { isTable } from "#components/inbox/value-shape.ts";
import { isObject } from "#core/diff/same-json.ts";

/** Deeper, an object is marked as a whole. */
const MAX_DEPTH = 3;

/** One thing that can be marked, or a heading over some; how it is drawn follows from its value. */
export type Part =
  | { kind: "field"; place: Place; name: string | null; value: unknown; depth: number }
  | { kind: "heading"; place: Place; name: string; depth: number }
  | { kind: "line"; place: Place; text: string; number: number; depth: number }
  | { kind: "table"; place: Place; name: string | null; rows: Record<string, unknown>[]; depth: number };

const join = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);

/** What a reviewer can mark in the details, from top to bottom: fields, lines of texts, rows of tables. */
export function partsOf(value: unknown, path = "", name: string | null = null, depth = 0): Part[] {
  const place = { path };
  if (isTable(value)) return [{ kind: "table", place, name, rows: value, depth }];
  if (isObject(value) && depth <= MAX_DEPTH && Object.keys(value).length > 0) {
    const inner = name === null ? depth : depth + 1;
    const members = Object.entries(value).flatMap(([key, part]) => partsOf(part, join(path, key), key, inner));
    return name === null ? members : [{ kind: "heading", place, name, depth }, ...members];
  }
  if (typeof value !== "string" || !value.includes("\n")) return [{ kind: "field", place, name, value, depth }];
  const lines = value.split("\n").map(
    (text, index): Part => ({
      kind: "line",
      place: { path, line: index + 1 },
      text,
      number: index + 1,
      depth,
    }),
  );
  return name === null ? lines : [{ kind: "heading", place, name, depth }, ...lines];
}

/** The places of these parts in the order in which the arrow keys pass them. */
export const placesOf = (parts: readonly Part[]): Place[] =>
  parts.flatMap((part) =>
    part.kind === "table"
      ? [
          ...(part.name === null ? [] : [part.place]),
          ...part.rows.map((_, index) => ({ path: join(part.place.path, String(index)) })),
        ]
      : [part.place],
  );

/** The place that so many steps lead to from another; it stops at either end. */
export function placeAfter(places: readonly Place[], from: string, step: number): Place | undefined {
  const index = places.findIndex((place) => placeKey(place) === from);
  return places[Math.min(Math.max(index + step, 0), places.length - 1)];
}

/** As many parts, and rows of each table, as are drawn at first; `left` says how many more there are. */
export function cutParts(parts: readonly Part[], most: number): { shown: Part[]; left: number } {
  const shown = parts
    .slice(0, most)
    .map((part) => (part.kind === "table" ? { ...part, rows: part.rows.slice(0, most) } : part));
  const sizeOf = (all: readonly Part[]) =>
    all.reduce((size, part) => size + (part.kind === "table" ? part.rows.length : 1), 0);
  return { shown, left: sizeOf(parts) - sizeOf(shown) };
}
