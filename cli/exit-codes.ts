import { HeddleError, type HeddleErrorCode } from "#client/heddle-error.ts";

/** How the command ends, for scripts (docs/command-line.md). */
export const EXIT = {
  done: 0,
  /** All was done, and what came of it is bad: a run failed, a definition has problems, a check of doctor did. */
  bad: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  conflict: 5,
  unreachable: 6,
  interrupted: 130,
} as const;

const BY_CODE: Record<HeddleErrorCode, number> = {
  bad_input: EXIT.usage,
  too_large: EXIT.usage,
  unauthorized: EXIT.notAllowed,
  forbidden: EXIT.notAllowed,
  not_found: EXIT.notFound,
  conflict: EXIT.conflict,
  too_many: EXIT.unreachable,
  full: EXIT.unreachable,
  unreachable: EXIT.unreachable,
  not_heddle: EXIT.unreachable,
  server_error: EXIT.unreachable,
};

/** What was written on the command line, or stands in a file, cannot be. `message` is one sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An error as it is told: for people a sentence, for programs a code and the field to blame. */
export interface Told {
  exitCode: number;
  code: string;
  message: string;
  field?: string;
}

const HINTS: Partial<Record<HeddleErrorCode, string>> = {
  unauthorized: "Sign in with `heddle login`, or set HEDDLE_API_KEY",
  unreachable: "Is Heddle running there? `heddle doctor` looks closer",
};

/** How an error is told, and how the command ends by it; null for what nobody has foreseen. */
export function toldError(error: unknown): Told | null {
  if (error instanceof UsageError) return { exitCode: EXIT.usage, code: "usage", message: error.message };
  if (!(error instanceof HeddleError)) return null;
  const { code, field } = error;
  const hint = HINTS[code];
  const message = hint ? `${error.message}. ${hint}.` : error.message;
  return { exitCode: BY_CODE[code], code, message, ...(field !== undefined && { field }) };
}
