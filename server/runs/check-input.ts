import { DomainError } from "#core/errors.ts";
import type { Failure } from "#core/run-event.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { RunnableVersion } from "#server/runs/runnable-version.ts";

const MAX_ITEM_ID_LENGTH = 500;

/** An input that has passed all checks: the item that it is about, and its size in bytes as JSON. */
export interface CheckedInput {
  itemId: string | null;
  size: number;
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1).replace(/\.0$/, "")} MiB`;

export const tooLarge = (field: string, limit: number) =>
  new DomainError("too_large", `${field}: is larger than ${megabytes(limit)}, the limit for the input of a run`, {
    field,
  });

/** Checks the input of a run against size and schema, and finds its item. `field` is what to call it in a refusal. */
export async function checkInput(
  { expressions, maxInputBytes }: { expressions: Expressions; maxInputBytes: number },
  version: RunnableVersion,
  input: unknown,
  field: string,
): Promise<CheckedInput> {
  const size = Buffer.byteLength(JSON.stringify(input) ?? "null");
  if (size > maxInputBytes) throw tooLarge(field, maxInputBytes);
  if (version.input) {
    const checked = await expressions.validate(version.input, input);
    if (!checked.ok) throw refusalOf(checked.failure, field);
    const [problem] = checked.problems;
    if (problem) {
      const path = problem.field ? `${field}.${problem.field}` : field;
      throw new DomainError("bad_input", `${path}: ${problem.message}`, { field: path });
    }
  }
  return { itemId: await itemIdOf(expressions, version, input), size };
}

/** What cannot be checked at the moment is nobody's bad input. */
export const refusalOf = ({ message, retryable }: Failure, field: string): Error =>
  retryable ? new Error(message) : new DomainError("bad_input", `${field}: ${message}`, { field });

async function itemIdOf(expressions: Expressions, { itemId }: RunnableVersion, input: unknown): Promise<string | null> {
  if (!itemId) return null;
  const answer = await expressions.evaluate(itemId.$, { input });
  if (!answer.ok) throw refusalOf(answer.failure, "itemId");
  const { value } = answer;
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" && typeof value !== "number")
    throw new DomainError("bad_input", "itemId: gives neither a text nor a number for this input", { field: "itemId" });
  const id = String(value);
  const unstorable = findUnstorable(id, "itemId");
  if (unstorable) throw new DomainError("bad_input", `itemId: ${unstorable.message}`, { field: "itemId" });
  return id.slice(0, MAX_ITEM_ID_LENGTH).toWellFormed();
}
