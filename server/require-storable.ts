import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";

/** Refuses a value that Postgres could not hold, naming the field at fault under `root`. */
export function requireStorable(value: unknown, root: string): void {
  const found = findUnstorable(value, root);
  if (found) throw new DomainError("bad_input", found.message, { field: found.path });
}
