import { DomainError } from "#core/errors.ts";
import { tooLarge } from "#server/runs/check-input.ts";

/** Room for what a request says besides the input of a run. */
const ENVELOPE_BYTES = 1_048_576;

/** How many bytes the body of a request to a procedure may have. */
export const bodyLimit = (maxInputBytes: number): number => maxInputBytes + ENVELOPE_BYTES;

/** Says what of a request to this path is too large. */
export function tooLargeAt(path: string, maxInputBytes: number): DomainError {
  if (path.endsWith("/runs.start")) return tooLarge("input", maxInputBytes);
  if (path.endsWith("/runs.startMany")) return tooLarge("inputs", maxInputBytes);
  const megabytes = Math.floor(bodyLimit(maxInputBytes) / 1_048_576);
  return new DomainError("too_large", `The request is larger than ${megabytes} MiB, the limit of this server`);
}
