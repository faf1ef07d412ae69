import { isObject } from "#core/diff/same-json.ts";

/** A list of objects, which is shown as a table. */
export const isTable = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject);

const MAX_COLUMNS = 12;

/** The columns of a table, in the order in which its rows name them. */
export const columnsOf = (rows: readonly Record<string, unknown>[]): string[] =>
  [...new Set(rows.flatMap(Object.keys))].slice(0, MAX_COLUMNS);

/** A key as words: "riskLevel" and "risk_level" become "Risk level". */
export const wordsOf = (key: string): string => {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
