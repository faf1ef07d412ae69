import { wordsOf } from "#components/inbox/value-shape.ts";
import { isObject, memberOf, namesOf, sameJson } from "#core/diff/same-json.ts";
import { isTable } from "#core/diff/table-diff.ts";

/** Two values that are compared by themselves, under a name. */
export interface ComparedPart {
  label: string;
  before: unknown;
  after: unknown;
}

const LONG_TEXT_FROM = 80;

const isText = (value: unknown) =>
  typeof value === "string" && (value.length >= LONG_TEXT_FROM || value.includes("\n"));

/** Texts and tables read better each in its own way, the other members of an object together. */
function readsAlone(before: unknown, after: unknown): boolean {
  if (typeof before === "string" && typeof after === "string") return isText(before) || isText(after);
  return isTable(before, after);
}

/** What is compared of two contents: texts and tables that differ, and then the rest, if it does. */
export function comparedParts(before: unknown, after: unknown): ComparedPart[] {
  if (!isObject(before) || !isObject(after)) return [{ label: "Content", before, after }];
  const names = namesOf(before, after);
  const alone = names.filter((name) => readsAlone(memberOf(before, name), memberOf(after, name)));
  const rest = (value: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !alone.includes(name)));
  const parts = alone.map((name) => ({
    label: wordsOf(name),
    before: memberOf(before, name),
    after: memberOf(after, name),
  }));
  const all = [...parts, { label: "Fields", before: rest(before), after: rest(after) }];
  const differing = all.filter((part) => !sameJson(part.before, part.after));
  return differing.length > 0 ? differing : [{ label: "Content", before, after }];
}
