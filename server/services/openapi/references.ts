import { badDocument, type Fields, isFields, own, type Place } from "#server/services/openapi/place.ts";

const MAX_HOPS = 50;

/** What a reference within the document leads to. Throws DomainError for one that leads elsewhere or nowhere. */
export function target(root: Fields, reference: string, place: Place): { value: unknown; place: Place } {
  const at = [...place, "$ref"];
  if (!reference.startsWith("#"))
    throw badDocument(at, `leads out of the document (${reference.slice(0, 200)}); only # references are followed`);
  const parts = partsOf(reference);
  if (!parts) throw badDocument(at, `is no reference that can be followed: ${reference.slice(0, 200)}`);
  let value: unknown = root;
  for (const part of parts) {
    if (Array.isArray(value)) value = /^\d+$/.test(part) ? value[Number(part)] : undefined;
    else value = isFields(value) ? own(value, part) : undefined;
  }
  if (value === undefined) throw badDocument(at, `leads to nothing: ${reference.slice(0, 200)}`);
  return { value, place: parts };
}

function partsOf(reference: string): string[] | null {
  if (reference === "#") return [];
  if (!reference.startsWith("#/")) return null;
  try {
    return reference
      .slice(2)
      .split("/")
      .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  } catch {
    return null;
  }
}

/** An object of the document, or the one that it refers to, through as many references as there are. */
export function resolved(root: Fields, value: unknown, place: Place): { fields: Fields; place: Place } {
  let here = { value, place };
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    if (!isFields(here.value)) throw badDocument(here.place, "must be an object");
    const reference = own(here.value, "$ref");
    if (reference === undefined) return { fields: here.value, place: here.place };
    if (typeof reference !== "string") throw badDocument([...here.place, "$ref"], "must be text");
    here = target(root, reference, here.place);
  }
  throw badDocument(place, "refers to itself");
}
