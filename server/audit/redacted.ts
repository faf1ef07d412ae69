const MAX_TEXT = 500;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;
const MAX_BYTES = 8 * 1024;

/** Fields that hold what nobody may read in the audit. */
const SECRET = /password|secret$|token|^value$|authorization|cookie|^headers$/i;

/** Fields that hold the work of people, which is kept elsewhere, versioned and guarded: here only its size is told. */
const PAYLOADS = new Set([
  "input",
  "inputs",
  "items",
  "pin",
  "definition",
  "sample",
  "payload",
  "text",
  "edited",
  "document",
]);

/**
 * What the audit keeps of a JSON value: secrets are hidden, payloads and long texts are cut. Null when there is nothing.
 * Never larger than about 8 KiB.
 */
export function redacted(value: unknown): unknown {
  const kept = keep(value, 0) ?? null;
  const text = JSON.stringify(kept);
  return text.length <= MAX_BYTES ? kept : { cut: `${text.length} characters`, begins: text.slice(0, MAX_TEXT) };
}

function keep(value: unknown, depth: number): unknown {
  if (typeof value === "string") return textOf(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map((item) => keep(item, depth + 1));
    return value.length > MAX_ITEMS ? [...kept, `and ${value.length - MAX_ITEMS} more`] : kept;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([name, field]) => [textOf(name), fieldOf(name, field, depth + 1)]),
  );
}

function fieldOf(name: string, field: unknown, depth: number): unknown {
  if (SECRET.test(name) && field !== null && typeof field !== "boolean") return "[hidden]";
  if (PAYLOADS.has(name) && field !== null && field !== undefined)
    return `[${JSON.stringify(field).length} characters]`;
  return keep(field, depth);
}

const textOf = (text: string): string => {
  const clean = text.toWellFormed().replaceAll("\u0000", "�");
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT).toWellFormed()}…` : clean;
};
