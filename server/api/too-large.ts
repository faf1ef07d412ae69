import { DomainError } from "#core/errors.ts";
import { tooLarge } from "#server/runs/check-input.ts";

/** Room for what a request says besides the input of a run. */
const ENVELOPE_BYTES = 1_048_576;

/** A batch of 10,000 items has room for 6 KiB each. */
const BATCH_BYTES = 64 * ENVELOPE_BYTES;

const isBatch = (path: string): boolean => path.endsWith("/batches.submit");

/** How many bytes the body of a request to the procedure at this path may have. */
export const bodyLimit = (path: string, maxInputBytes: number): number =>
  (isBatch(path) ? Math.max(BATCH_BYTES, maxInputBytes) : maxInputBytes) + ENVELOPE_BYTES;

/** Says what of a request to this path is too large. */
export function tooLargeAt(path: string, maxInputBytes: number): DomainError {
  if (path.endsWith("/runs.start")) return tooLarge("input", maxInputBytes);
  if (path.endsWith("/runs.startMany")) return tooLarge("inputs", maxInputBytes);
  const megabytes = Math.floor(bodyLimit(path, maxInputBytes) / 1_048_576);
  if (isBatch(path))
    return new DomainError("too_large", `items: are larger than ${megabytes} MiB, the limit for a batch`, {
      field: "items",
    });
  return new DomainError("too_large", `The request is larger than ${megabytes} MiB, the limit of this server`);
}
