import { checkValue, type JsonSchema } from "#components/ui/schema-form/check-value.ts";

/** As many as one batch takes. */
export const MAX_ITEMS = 10_000;

/** One input of a batch as somebody wrote it. */
export interface WrittenItem {
  /** The line, or the place in the list, counted from 1. */
  place: number;
  text: string;
}

/** An input that was read: its value, or what is wrong with it. */
export interface ReadItem extends WrittenItem {
  value: unknown;
  mistake: string | null;
}

/** Takes text apart into items: a JSON list, or one JSON value a line; blank lines count for nothing. */
export function splitItems(text: string): WrittenItem[] {
  const list = text.trimStart().startsWith("[") ? listIn(text) : null;
  if (list) return list.map((value, index) => ({ place: index + 1, text: JSON.stringify(value) }));
  return text
    .split("\n")
    .map((line, index) => ({ place: index + 1, text: line.trim() }))
    .filter((line) => line.text !== "");
}

function listIn(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads one item and checks it against the input schema of the workflow, if there is one. */
export function readItem(written: WrittenItem, schema: JsonSchema | undefined): ReadItem {
  let value: unknown;
  try {
    value = JSON.parse(written.text);
  } catch (error) {
    const why = error instanceof Error ? error.message : "it does not parse";
    return { ...written, value: null, mistake: `This is not JSON: ${why}` };
  }
  const [problem] = schema ? checkValue(schema, value) : [];
  if (!problem) return { ...written, value, mistake: null };
  const field = problem.path.join(".");
  return { ...written, value, mistake: field ? `${field}: ${problem.message}` : problem.message };
}
