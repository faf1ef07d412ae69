import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { Page } from "#core/views.ts";

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

/** The fields that every list takes. */
export const PageInput = z.object({
  cursor: z.string().max(500).nullish(),
  limit: z.int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
});

/** The sort key of the last row seen, as text that callers hand back unread. */
export const encodeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** Reads a cursor; one that this list did not make is refused. */
export function decodeCursor<Key>(cursor: string | null | undefined, key: z.ZodType<Key>): Key | null {
  if (!cursor) return null;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    json = undefined;
  }
  const parsed = key.safeParse(json);
  if (!parsed.success)
    throw new DomainError("bad_input", "cursor: is not one that this list has given", { field: "cursor" });
  return parsed.data;
}

/** Cuts a page out of rows of which one more than `limit` was asked for. */
export function pageOf<Row, View>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => unknown,
  viewOf: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(viewOf),
    next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
