import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
};

/** The path to the first value that JSON cannot say: the transport could carry dates, maps, big integers and more. */
function findForeign(value: unknown, path: string[]): string[] | null {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? null : path;
    case "bigint":
    case "symbol":
    case "function":
      return path;
    case "object":
      if (value === null) return null;
      if (!isPlain(value)) return path;
      for (const [key, part] of Object.entries(value)) {
        const found = findForeign(part, [...path, key]);
        if (found) return found;
      }
      return null;
    default:
      return null;
  }
}

/** Refuses what a procedure is given unless it is JSON that can be stored; the refusal names the field. */
export function requireJson(input: unknown): void {
  const unstorable = findUnstorable(input, "");
  if (unstorable) {
    const field = unstorable.path.replace(/^\./, "") || "input";
    throw new DomainError("bad_input", unstorable.message.replace(unstorable.path, field), { field });
  }
  const foreign = findForeign(input, []);
  if (!foreign) return;
  const field = foreign.join(".") || "input";
  throw new DomainError("bad_input", `${field}: is not plain JSON`, { field });
}
