import { wordsOf } from "#components/inbox/value-shape.ts";
import { isObject } from "#core/diff/same-json.ts";

const MAX_DEPTH = 2;
const LONG_TEXT_FROM = 80;

type Schema = Record<string, unknown>;

/** A schema that a form is made from to edit a value: controls for plain values, JSON for what none fits. */
export function schemaOf(value: unknown, title: string | null = null, depth = 0): Schema {
  const named = title === null ? {} : { title };
  if (typeof value === "boolean") return { ...named, type: "boolean" };
  if (typeof value === "number") return { ...named, type: "number" };
  if (typeof value === "string")
    return {
      ...named,
      type: "string",
      ...((value.length > LONG_TEXT_FROM || value.includes("\n")) && { format: "textarea" }),
    };
  if (!isObject(value) || depth > MAX_DEPTH || Object.keys(value).length === 0) return named;
  const properties = Object.entries(value).map(([key, part]) => [key, schemaOf(part, wordsOf(key), depth + 1)]);
  return { ...named, type: "object", properties: Object.fromEntries(properties) };
}

/** What a form made of a value, with its members: a form leaves out what was cleared. */
export function withMembers(before: unknown, after: unknown): unknown {
  if (typeof before === "string") return after ?? "";
  if (!isObject(before) || !(isObject(after) || after === undefined)) return after ?? null;
  const filled = Object.entries(before).map(([key, part]) => [key, withMembers(part, after?.[key])]);
  return { ...after, ...Object.fromEntries(filled) };
}
