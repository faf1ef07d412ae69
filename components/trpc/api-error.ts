import { TRPCClientError } from "@trpc/client";
import type { Replacement } from "#core/errors.ts";

interface ErrorData {
  code?: string;
  field?: string;
  replacement?: Replacement;
  problems?: unknown[];
}

const dataOf = (error: unknown): ErrorData =>
  error instanceof TRPCClientError && typeof error.data === "object" && error.data !== null ? error.data : {};

/** The API's word for what went wrong, e.g. "CONFLICT"; null when the API was not reached. */
export const codeOf = (error: unknown): string | null => dataOf(error).code ?? null;

/** The dotted path of the field that is to blame, if one is. */
export const fieldOf = (error: unknown): string | null => dataOf(error).field ?? null;

/** What took the place of a review whose content was made anew; null when the refusal is about something else. */
export const replacementOf = (error: unknown): Replacement | null => dataOf(error).replacement ?? null;

/** One sentence for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError && error.data === undefined)
    return "Heddle cannot be reached. Check that it is running and try again.";
  if (error instanceof Error && error.message) return error.message;
  return "Something went wrong. Try again.";
}
