/** The connection was refused or cut; the server shuts down or starts up (class 57P), or takes no more (53300); class 08. */
const CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[1-5]|53300|08...)$/;
/** What pg says without a code. */
const MESSAGES =
  /^Connection terminated|^Client has encountered a connection error|timeout exceeded when trying to connect/;

/** Whether an error of a query says that the database could not be reached: nothing is wrong with what was asked. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return CODES.test(code) || MESSAGES.test(error.message) || isUnreachable(error.cause);
}
