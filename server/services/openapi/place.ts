import { DomainError } from "#core/errors.ts";

/** Where something stands in a document: the keys and indexes that lead there. */
export type Place = readonly (string | number)[];

/** A place as people write it: `paths["/pets"].get.parameters[0]`. */
export const placeText = (place: Place): string =>
  place
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(part)) return index === 0 ? part : `.${part}`;
      return `[${JSON.stringify(part.length > 200 ? `${part.slice(0, 200)}…` : part)}]`;
    })
    .join("")
    .slice(0, 1_000);

/** A document that cannot be used, and what of it is to blame. */
export const badDocument = (place: Place, problem: string): DomainError =>
  new DomainError(
    "bad_input",
    `service.document: ${placeText(place) || "the document"} ${problem}`.toWellFormed().replaceAll("\0", "\\0"),
    { field: "service.document" },
  );

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A field that is the object's own. */
export const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** A field that is an object if it is there; nothing is an empty one. */
export function fieldsAt(fields: Fields, name: string, place: Place): Fields {
  const value = own(fields, name) ?? {};
  if (!isFields(value)) throw badDocument([...place, name], "must be an object");
  return value;
}

/** A field that is a list if it is there; nothing is an empty one. */
export function listAt(fields: Fields, name: string, place: Place): readonly unknown[] {
  const value = own(fields, name) ?? [];
  if (!Array.isArray(value)) throw badDocument([...place, name], "must be a list");
  return value;
}
